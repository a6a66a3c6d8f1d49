//! An error of another type: what `?` does with it within is no error of its own.

use twinlane::prelude::*;

mod boxed {
    use twinlane::Settings;

    use super::*;

    type Boxed = Box<dyn std::error::Error + Send + Sync>;

    #[twinlane::main]
    async fn main() -> Result<(), Boxed> {
        let port: u16 = "80".parse()?;
        App::new().serve_with(Settings::new().port(port)).await?;
        Ok(())
    }
}

#[twinlane::main]
async fn main() -> std::io::Result<()> {
    App::new().serve().await?;
    Ok(())
}

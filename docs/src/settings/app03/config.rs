use twinlane::prelude::*;

#[settings(env_file = ".env")]
pub struct Settings {
    #[field(default = "Awesome API")]
    pub app_name: String,
    pub admin_email: String,
    #[field(default = 50)]
    pub items_per_user: i64,
}

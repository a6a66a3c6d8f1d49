use std::path::PathBuf;

use twinlane::prelude::*;
use twinlane::response::File;

/// The folder of the photos.
struct Folder(PathBuf);

/// A photo that somebody has sent.
#[model]
struct Photo {
    name: String,
    /// In bytes.
    size: u64,
}

#[derive(ApiError)]
enum PhotoError {
    #[error(status = 404, detail = "No photo {name}")]
    Missing { name: String },
    #[error(status = 415, detail = "{name} is no picture")]
    NoPicture { name: String },
    #[error(internal)]
    Internal(twinlane::Error),
}

/// The page with the form: `multipart/form-data`, since it has files.
#[get("/", hidden)]
async fn home() -> Html {
    Html::new(include_str!("photos.html"))
}

/// Every photo, by name.
// A plain `fn`, since it reads the disk: it runs in the thread lane.
#[get("/photos")]
fn list(folder: State<Folder>) -> Result<Vec<Photo>, PhotoError> {
    let mut photos = Vec::new();
    for entry in std::fs::read_dir(&folder.0)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        photos.push(Photo {
            name,
            size: entry.metadata()?.len(),
        });
    }
    photos.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(photos)
}

/// Takes photos. The browser is sent back to the page.
// Files of over 1 MiB are on disk already when this runs; `save_to` makes a safe name and replaces nothing.
#[post("/photos", status = 303, max_body_size = 4 << 30, form_limits(max_files = 50))]
async fn upload(
    #[form(max_length = 100)] note: Option<String>,
    photos: Vec<UploadFile>,
    folder: State<Folder>,
    tasks: &mut BackgroundTasks,
) -> Result<Redirect, PhotoError> {
    for photo in &photos {
        if !photo
            .content_type()
            .is_some_and(|kind| kind.starts_with("image/"))
        {
            return Err(PhotoError::NoPicture {
                name: photo.file_name().to_owned(),
            });
        }
    }
    for photo in &photos {
        photo.save_to(&folder.0).await?;
    }
    // After the answer: nobody waits for it.
    let count = photos.len();
    tasks.add(async move { println!("{count} new photos: {}", note.unwrap_or_default()) });
    Ok(Redirect::to("/"))
}

/// One photo, with ranges and an entity tag.
#[get("/photos/{name}")]
async fn read(name: String, folder: State<Folder>) -> Result<File, PhotoError> {
    let path = folder.0.join(&name);
    // A name with `..` in it is another file's parent; only what is directly in the folder is a photo.
    let is_here = path.parent() == Some(folder.0.as_path()) && !name.contains("..");
    if !is_here || !path.exists() {
        return Err(PhotoError::Missing { name });
    }
    Ok(File::open(path).show_as(name))
}

#[twinlane::main]
async fn main() -> twinlane::Result {
    let folder = std::env::temp_dir().join("twinlane-photos");
    std::fs::create_dir_all(&folder)?;
    App::new()
        .title("Photos")
        .document_errors(true)
        .state(Folder(folder))
        .routes(routes![home, list, upload, read])
        .serve()
        .await
}

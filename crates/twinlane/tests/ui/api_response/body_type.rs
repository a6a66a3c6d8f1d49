use twinlane::ApiResponse;

struct Opaque;

#[derive(ApiResponse)]
enum Answer {
    #[response(status = 200)]
    Opaque(Opaque),
}

fn main() {}

/// Pages are made of many small strings, which this allocator serves at a fraction of the system's cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    maillage::cli::run()
}

// The rows of institutional spaces and of what institutions sign; as in permissions_table.rs. A request follows whoever made
// it: here that is somebody else. Who administers a space is in `tests/it/spaces.rs`.

const API_COORDINATORS: Cells = [Api, No, No, No, No, No, No, Ok_, Ok_, No];

const SPACES: &[Row] = &[
    ("GET", "/spaces", EVERYBODY),
    ("GET", "/spaces/new", EVERYBODY),
    ("POST", "/spaces/new", EVERYBODY),
    ("GET", "/spaces/arrivals/{token}", EVERYBODY),
    ("POST", "/spaces/arrivals/{token}", EVERYBODY),
    ("GET", "/spaces/{slug}", EVERYBODY),
    ("GET", "/spaces/{slug}/request", COORDINATORS),
    ("POST", "/spaces/{slug}/answers", COORDINATORS),
    ("GET", "/inbox/spaces", COORDINATORS),
    ("GET", "/inbox/spaces/figures", COORDINATORS),
    ("POST", "/inbox/spaces/figures", COORDINATORS),
    ("GET", "/inbox/spaces/figures/template.csv", COORDINATORS),
    ("GET", "/inbox/spaces/{id}", COORDINATORS),
    ("POST", "/inbox/spaces/{id}", COORDINATORS),
    ("POST", "/inbox/spaces/{id}/examination", COORDINATORS),
    ("POST", "/inbox/spaces/{id}/origin", COORDINATORS),
    ("POST", "/inbox/spaces/{id}/checks/{item}", COORDINATORS),
    ("POST", "/inbox/spaces/{id}/questions", COORDINATORS),
    ("POST", "/inbox/spaces/{id}/people", COORDINATORS),
    ("POST", "/inbox/spaces/{id}/people/{person}/end", COORDINATORS),
    ("POST", "/inbox/spaces/{id}/approval", ADMINS),
    ("POST", "/inbox/spaces/{id}/refusal", ADMINS),
    ("POST", "/inbox/spaces/{id}/activation", ADMINS),
    ("POST", "/inbox/spaces/{id}/suspension", ADMINS),
    ("POST", "/inbox/spaces/{id}/resumption", ADMINS),
    ("POST", "/inbox/spaces/{id}/closure", ADMINS),
    ("GET", "/conventions", COORDINATORS),
    ("POST", "/conventions", COORDINATORS),
    ("GET", "/conventions/{slug}", COORDINATORS),
    ("POST", "/conventions/{slug}/versions", COORDINATORS),
    // No file comes with it: whoever may have one is in `tests/it/conventions.rs`.
    ("GET", "/conventions/{slug}/versions/{n}/text", HIDDEN),
    ("POST", "/conventions/{slug}/versions/{n}/signatures", COORDINATORS),
    ("GET", "/conventions/{slug}/signatures/{id}/proof", HIDDEN),
    ("POST", "/conventions/{slug}/signatures/{id}/end", COORDINATORS),
    ("GET", "/institutions", COORDINATORS),
    ("GET", "/institutions/new", COORDINATORS),
    ("POST", "/institutions/new", COORDINATORS),
    ("GET", "/institutions/wishes", SIGNED_IN),
    ("POST", "/institutions/wishes", SIGNED_IN),
    ("GET", "/institutions/{slug}", EVERYBODY),
    ("GET", "/institutions/{slug}/edit", COORDINATORS),
    ("POST", "/institutions/{slug}/edit", COORDINATORS),
    ("GET", "/api/v1/spaces", EVERYBODY),
    ("GET", "/api/v1/spaces/{slug}", EVERYBODY),
    ("POST", "/api/v1/spaces/{slug}/figures", API_COORDINATORS),
];

const SPACES_FORMS: &[(&str, &str)] = &[(
    "/api/v1/spaces/{slug}/figures",
    r#"{"month":"2026-02","datasets":3,"files":4,"downloads":5}"#,
)];

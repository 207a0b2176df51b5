/// One row for each route of `src/routes.rs`, in its order.
const TABLE: &[Row] = &[
    // The site itself
    ("GET", "/", EVERYBODY),
];

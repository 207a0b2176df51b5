//! The one error type. It knows nothing of HTTP: `web::error_pages` does.

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the actor may not know that there is.
    #[error("no such thing")]
    NotFound,
    #[error("malformed request: {0}")]
    Malformed(&'static str),
    #[error("sign-in required")]
    SignInRequired,
    #[error("not allowed")]
    Forbidden,
    /// A domain rule said no.
    #[error("refused: {}", .0.key())]
    Refused(Refusal),
    /// Too many of the same; try again after so many seconds.
    #[error("too many requests, retry after {0} s")]
    TooMany(u64),
    #[error("the request is larger than allowed")]
    TooLarge,
    #[error("no database connection was free in time")]
    Busy,
    /// What we need to answer does not answer itself: it will, later.
    #[error("{0:#}")]
    Away(anyhow::Error),
    #[error("database: {0}")]
    Database(#[source] diesel::result::Error),
    #[error("{0:#}")]
    Bug(#[from] anyhow::Error),
}

/// A domain rule that said no, named by the message that explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(&'static str);

impl Refusal {
    pub const fn new(key: &'static str) -> Self {
        Self(key)
    }
    /// The key of the message, in `assets/i18n`.
    pub const fn key(&self) -> &'static str {
        self.0
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            // PostgreSQL keeps no NUL in a text and no instant before 4713 BC; nothing that exists is named by them.
            diesel::result::Error::DatabaseError(_, why)
                if why.message().contains("invalid byte sequence for encoding")
                    || why.message().contains("out of range") =>
            {
                Self::Malformed("a value no database keeps")
            }
            other => Self::Database(other),
        }
    }
}

impl Error {
    /// Whether the database refused a row because another one already holds its key.
    pub fn is_duplicate(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        matches!(self, Self::Database(Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }
}

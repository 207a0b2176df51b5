//! Tickets: a team's question, who answers it and why, the conversation, and how it ends.

mod access;
pub mod api;
mod attached;
pub mod mail;
mod model;
pub mod ops;
pub mod pages;
pub mod place;
pub mod queries;
pub mod routing;
pub mod rules;
pub mod tally;

pub use access::{
    Team, colleague_key, follow_key, for_colleague, for_follower, for_staff, for_team,
    invitation_key, invited, sight,
};
pub use model::{
    Added, AttachmentId, AuthorKind, ColleagueId, Draft, Ending, Handover, HandoverId,
    HandoverKind, LinkKind, Message, MessageId, MessageKind, NewMessage, Outcome, Person, Proposal,
    Question, Reach, Right, Sees, State, Ticket, TicketId, Turn, Via,
};

//! Invitations, memberships, duties.

use chrono::{NaiveDate, TimeDelta};
use maillage::accounts::{
    Actor, InvitationId, Invite, MembershipId, NetworkRole, NodeId, NodeRole, ops, rules,
};
use maillage::{Error, Refusal};

use crate::actors::Account;
use crate::app::TestApp;

struct Team {
    app: TestApp,
    node: NodeId,
    camille: Account,
    manager: Actor,
}

fn team() -> Team {
    let app = TestApp::start();
    let node = app.make_node("atelier");
    let roles = [("atelier", NodeRole::Manager)];
    let camille = app.account("Camille Roussel", "camille@exemple.fr", None, &roles);
    let manager = app.actor(&camille);
    Team { app, node, camille, manager }
}

impl Team {
    fn to_node(&self, email: &str, role: NodeRole) -> Invite {
        Invite {
            email: email.into(),
            name: "Anh Nguyen".into(),
            node: Some(self.node.clone()),
            role: Some(role),
            network_role: None,
        }
    }

    fn invite(&self, email: &str) -> InvitationId {
        let (invite, now) = (self.to_node(email, NodeRole::Staff), self.app.now());
        self.app.write(|conn| ops::invite(conn, &self.manager, invite, now))
    }

    /// What an op refuses, when it does.
    fn refusal<T>(
        &self,
        work: impl FnOnce(&mut maillage::db::Conn) -> maillage::Result<T>,
    ) -> Option<Refusal> {
        match self.app.app.db.write_now(work) {
            Ok(_) => None,
            Err(Error::Refused(refusal)) => Some(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    fn hidden<T>(&self, work: impl FnOnce(&mut maillage::db::Conn) -> maillage::Result<T>) -> bool {
        matches!(self.app.app.db.write_now(work), Err(Error::NotFound))
    }

    fn members(&self) -> Vec<(String, NodeRole, MembershipId)> {
        let today = self.app.today();
        let members = self.app.read(|conn| Ok(ops::members_of(conn, &self.node, today)?));
        members.into_iter().map(|member| (member.email, member.role, member.id)).collect()
    }

    fn end(&self, actor: &Actor, id: &MembershipId, on: NaiveDate) -> Option<Refusal> {
        let now = self.app.now();
        self.refusal(|conn| ops::end_membership(conn, actor, id, on, now))
    }
}

#[test]
fn an_invitation_is_accepted_once_and_signs_in() {
    let team = team();
    team.invite("Anh@Exemple.fr");
    let path = team.app.mail_to("anh@exemple.fr").link("/invitations/");
    let visitor = team.app.visitor();

    for _ in 0..2 {
        visitor.get(&path).expect(200).says("Camille Roussel").says("atelier").says("Membre");
    }
    assert_eq!(visitor.post(&path, &[]).expect(303).location(), "/inbox");

    visitor.get("/account").expect(200).says("Anh Nguyen").says("atelier");
    team.app.visitor().post(&path, &[]).expect(410).says("Cette invitation ne sert plus");
    let emails: Vec<_> = team.members().into_iter().map(|(email, role, _)| (email, role)).collect();
    let expected = [("camille@exemple.fr", NodeRole::Manager), ("anh@exemple.fr", NodeRole::Staff)];
    assert_eq!(emails, expected.map(|(email, role)| (email.to_owned(), role)));
}

#[test]
fn inviting_twice_gives_the_same_invitation_and_one_mail() {
    let team = team();

    let (first, second) = (team.invite("anh@exemple.fr"), team.invite("anh@exemple.fr"));

    assert_eq!(first, second);
    assert_eq!(team.app.mails().len(), 1);
    let open = team.app.read(|conn| Ok(ops::open_invitations(conn, &team.node)?));
    assert_eq!(open.len(), 1);
}

#[test]
fn an_invitation_expires_is_sent_again_and_can_be_withdrawn() {
    let team = team();
    let id = team.invite("anh@exemple.fr");
    let old = team.app.mail_to("anh@exemple.fr").link("/invitations/");
    team.app.later(TimeDelta::days(15));
    team.app.visitor().post(&old, &[]).expect(410);

    let manager = team.app.sign_in(&team.camille);
    let form = [("back", "/account")];
    assert_eq!(
        manager.post(&format!("/invitations/{id}/mail"), &form).expect(303).location(),
        "/account"
    );
    let new = team.app.mail_to("anh@exemple.fr").link("/invitations/");

    team.app.visitor().get(&old).expect(410);
    team.app.visitor().get(&new).expect(200);
    manager.post(&format!("/invitations/{id}/revocation"), &form).expect(303);
    team.app.visitor().post(&new, &[]).expect(410);
}

#[test]
fn managers_invite_to_their_own_node_only() {
    let team = team();
    let (other, now) = (team.app.make_node("ailleurs"), team.app.now());
    let stranger = team.app.account("Paul Ehrmann", "paul@exemple.fr", None, &[]);
    let staff = team.app.actor(&stranger);
    let id = team.invite("anh@exemple.fr");

    let elsewhere = Invite { node: Some(other), ..team.to_node("lea@exemple.fr", NodeRole::Staff) };
    let network = Invite {
        network_role: Some(NetworkRole::Coordinator),
        ..team.to_node("lea@exemple.fr", NodeRole::Staff)
    };
    let own = team.to_node("lea@exemple.fr", NodeRole::Staff);

    assert!(team.hidden(|conn| ops::invite(conn, &team.manager, elsewhere, now)));
    assert!(team.hidden(|conn| ops::invite(conn, &team.manager, network, now)));
    assert!(team.hidden(|conn| ops::invite(conn, &staff, own, now)));
    let paul = team.app.sign_in(&stranger);
    paul.post(&format!("/invitations/{id}/mail"), &[("back", "")]).expect(404);
    paul.post(&format!("/invitations/{id}/revocation"), &[("back", "")]).expect(404);
}

#[test]
fn a_member_is_not_invited_again_to_what_they_are() {
    let team = team();
    let now = team.app.now();
    let again = team.to_node(&team.camille.email, NodeRole::Staff);

    let refusal = team.refusal(|conn| ops::invite(conn, &team.manager, again, now));

    assert_eq!(refusal, Some(rules::ALREADY_MEMBER));
}

#[test]
fn the_last_manager_of_a_node_stays() {
    let team = team();
    let (own, now) = (team.members()[0].2.clone(), team.app.now());
    let today = team.app.today();

    assert_eq!(team.end(&team.manager, &own, today), Some(rules::LAST_MANAGER));
    let demoted =
        team.refusal(|conn| ops::set_role(conn, &team.manager, &own, NodeRole::Staff, now));
    assert_eq!(demoted, Some(rules::LAST_MANAGER));

    let roles = [("atelier", NodeRole::Manager)];
    team.app.account("Anh Nguyen", "anh@exemple.fr", None, &roles);
    assert_eq!(team.end(&team.manager, &own, today), None);
}

#[test]
fn staff_lose_access_at_the_midnight_after_their_last_day() {
    let team = team();
    let anh =
        team.app.account("Anh Nguyen", "anh@exemple.fr", None, &[("atelier", NodeRole::Staff)]);
    let visitor = team.app.sign_in(&anh);
    let id = team.members().into_iter().find(|(email, _, _)| *email == anh.email).unwrap().2;

    assert_eq!(team.end(&team.manager, &id, team.app.today()), None);

    let is_staff = || team.app.actor(&anh).is_staff();
    // 10:00 in Paris; midnight comes 14 hours later.
    team.app.later(TimeDelta::minutes(13 * 60 + 59));
    assert!(is_staff());
    team.app.later(TimeDelta::minutes(1));
    assert!(!is_staff());
    visitor.get("/account").expect(200).says("Terminé");
}

#[test]
fn a_change_of_role_leaves_the_past_as_it_was() {
    let team = team();
    let anh =
        team.app.account("Anh Nguyen", "anh@exemple.fr", None, &[("atelier", NodeRole::Staff)]);
    let (now, today) = (team.app.now(), team.app.today());
    let id = team.members().into_iter().find(|(email, _, _)| *email == anh.email).unwrap().2;

    team.app.write(|conn| ops::set_role(conn, &team.manager, &id, NodeRole::Manager, now));

    let held =
        team.app.read(|conn| Ok(maillage::accounts::queries::memberships_held(conn, &anh.id)?));
    let held: Vec<_> = held.iter().map(|held| (held.role, held.starts_on, held.ends_on)).collect();
    let (yesterday, start) = (today.pred_opt(), today - TimeDelta::days(30));
    assert_eq!(held, [(NodeRole::Manager, today, None), (NodeRole::Staff, start, yesterday)]);
    assert!(team.app.actor(&anh).manages(&team.node));
}

#[test]
fn only_members_are_on_duty_and_only_while_they_are_members() {
    let team = team();
    let anh =
        team.app.account("Anh Nguyen", "anh@exemple.fr", None, &[("atelier", NodeRole::Staff)]);
    let paul = team.app.account("Paul Ehrmann", "paul@exemple.fr", None, &[]);
    let (now, today) = (team.app.now(), team.app.today());
    let until = today + TimeDelta::days(6);
    let put = |who: &Account| {
        team.refusal(|conn| {
            ops::set_duty(conn, &team.manager, &team.node, &who.id, today, until, now)
        })
    };
    let on_duty = |day| {
        let accounts = team.app.read(|conn| Ok(ops::on_duty(conn, &team.node, day)?));
        accounts.into_iter().map(|account| account.name).collect::<Vec<_>>()
    };

    assert_eq!(put(&paul), Some(rules::NOT_MEMBER));
    assert_eq!((put(&anh), put(&anh)), (None, None));

    assert_eq!(on_duty(until), ["Anh Nguyen"]);
    assert_eq!(on_duty(until + TimeDelta::days(1)), Vec::<String>::new());
    let duties = team.app.read(|conn| Ok(ops::duties_of(conn, &team.node, today)?));
    assert_eq!(duties.len(), 1);
    let id = team.members().into_iter().find(|(email, _, _)| *email == anh.email).unwrap().2;
    team.end(&team.manager, &id, today);
    assert_eq!(on_duty(until), Vec::<String>::new());
    let actor = team.app.actor(&anh);
    assert!(team.hidden(|conn| ops::remove_duty(conn, &actor, &duties[0].id, now)));
    team.app.write(|conn| ops::remove_duty(conn, &team.manager, &duties[0].id, now));
    assert_eq!(on_duty(today), Vec::<String>::new());
}

#[test]
fn the_command_line_completes_an_account_and_its_link_signs_in() {
    let team = team();
    let now = team.app.now();
    let create = |role, node| {
        team.app
            .write(|conn| ops::create_user(conn, "Zoe@Exemple.fr", "Zoé Martin", role, node, now))
    };

    let id = create(Some(NetworkRole::Coordinator), None);
    assert_eq!(create(None, Some((team.node.clone(), NodeRole::Staff))), id);
    let token = team.app.write(|conn| ops::sign_in_link(conn, &id, now));

    let visitor = team.app.visitor();
    visitor.post(&format!("/sign-in/{token}"), &[]).expect(303);
    visitor.get("/inbox").expect(200);
    visitor.get("/account").says("Zoé Martin").says("atelier").says("Coordination du réseau");
}

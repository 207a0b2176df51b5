//! The machine that takes persons out of a text, and the difference between two texts.

use maillage::i18n::Locale;
use maillage::knowledge::rules::anonymise::{Kind, Known, anonymise, find, without_courtesies};
use maillage::knowledge::rules::diff::{How, diff};
use maillage::knowledge::rules::draft::{self, Turn};
use proptest::prelude::*;

fn known() -> Known {
    let mut known = Known::default();
    known.person("Lucie Marchal-Delacroix");
    known.person("Yann Le Goff");
    known.laboratory("Institut de recherche sur les sols");
    known.laboratory("IRSOL");
    known.identifier("https://dmp.example/p/4711", Kind::Plan);
    known
}

fn without(text: &str) -> String {
    anonymise(text, &known(), Locale::Fr).text
}

#[test]
fn persons_and_what_leads_to_them_are_taken_out() {
    let cases = [
        ("Écrire à lucie.m@univ-x.example.", "Écrire à [adresse électronique]."),
        (
            "jean (at) labo.example ou j.d[at]b.example",
            "[adresse électronique] ou [adresse électronique]",
        ),
        ("Tél : 06 12 34 56 78", "Tél : [téléphone]"),
        ("+33 (0)6.12.34.56.78, 0612345678", "[téléphone], [téléphone]"),
        (
            "Lucie a écrit à Mme Delacroix et à LE GOFF",
            "[personne] a écrit à [personne] et à [personne]",
        ),
        ("lucie marchal vous remercie", "[personne] vous remercie"),
        ("voir M. Jean-Paul d’Ormesson demain", "voir [personne] demain"),
        ("Dr. A. Turing est là", "[personne] est là"),
        ("https://orcid.org/0000-0002-1825-0097", "[ORCID]"),
        ("ORCID 0000-0002-1825-009X.", "ORCID [ORCID]."),
        (
            "notre UMR 7039, l’UMR_S 1234, U1111",
            "notre [laboratoire], l’[laboratoire], [laboratoire]",
        ),
        ("à l’IRSOL (Institut de Recherche sur les Sols)", "à l’[laboratoire] ([laboratoire])"),
        ("code RNSR 200012345X", "code RNSR [laboratoire]"),
        (
            "doi:10.57745/ABCDEF et 10.5281/zenodo.12.",
            "[identifiant de jeu de données] et [identifiant de jeu de données].",
        ),
        (
            "https://entrepot.example/dataset.xhtml?persistentId=doi:10.1/X",
            "[identifiant de jeu de données]",
        ),
        (
            "mon plan https://dmp.opidor.fr/plans/12345/export",
            "mon plan [plan de gestion de données]",
        ),
        ("le plan https://dmp.example/p/4711 ici", "le plan [plan de gestion de données] ici"),
        ("https://entrepot.example/privateurl.xhtml?token=ab-12", "[lien privé]"),
        ("https://perso.example/~lucie/cv", "[lien privé]"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189.", "IBAN [compte bancaire]."),
        ("NIR 1 84 12 76 451 089 46", "NIR [numéro de sécurité sociale]"),
        ("184127645108946", "[numéro de sécurité sociale]"),
        ("demande 2026-004217", "demande [référence]"),
        ("projet ANR-21-CE38-0012", "projet [projet]"),
        ("12 bis, rue des Lilas, 54000 Nancy", "[adresse postale], [adresse postale]"),
        ("serveur 192.168.101.12", "serveur [numéro]"),
        ("dossier 123456789", "dossier [numéro]"),
    ];
    for (text, expected) in cases {
        assert_eq!(without(text), expected, "{text}");
    }
}

#[test]
fn what_readers_need_stays() {
    for text in [
        "Le dépôt est limité à 50 Go par fichier, soit 50 000 000 000 octets.",
        "Le 03/03/2026 à 10:00, ou le 2026-03-03 10:00.",
        "Voir https://doranum.fr/plan-gestion-donnees et www.opidor.fr.",
        "La licence Etalab 2.0, CC BY 4.0, et la loi 78-17 du 6 janvier 1978.",
        "Le décret 2021-1572 du 3 décembre 2021, article L. 1461-1.",
        "Un lucide marché, la Marchande, goffrer.",
        "Monsieur, Madame, il y a 1 200 places et 3 salles.",
        "Discipline 1.3, champs 2.10 ; ISO 8601 ; UTF-8 ; R 4.3.2.",
    ] {
        assert_eq!(without(text), text);
    }
}

#[test]
fn courtesies_are_cut_and_listed() {
    let message = "Bonjour Lucie,\n\nOui.\n\nBien cordialement,\nInès Martin\nBU, 2e étage\n";
    let (text, taken) = without_courtesies(message);
    assert_eq!(text, "Oui.");
    let kinds: Vec<_> = taken.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [Kind::Greeting, Kind::Signature]);
    assert_eq!(without_courtesies("Oui.\n-- \nX").0, "Oui.");
    assert_eq!(
        without_courtesies("Cordialement vôtre est un film de 1971 que nous citons ici souvent.").1,
        []
    );
}

#[test]
fn a_conversation_becomes_question_and_answer_without_its_people() {
    let turns = [
        Turn {
            by_team: true,
            body: "Bonjour,\nJe suis Lucie Marchal, où déposer ?\nCordialement\nLucie",
        },
        Turn {
            by_team: false,
            body: "Bonjour Lucie,\nDans Recherche Data Gouv.\nBien à vous,\nYann Le Goff",
        },
        Turn { by_team: true, body: "Merci Yann !" },
    ];
    let made = draft::of("Question de Lucie", &turns, &known(), Locale::Fr);
    assert_eq!(made.title, "Question de [personne]");
    let expected = "# La question\n\nJe suis [personne], où déposer ?\n\n# La réponse\n\nDans Recherche Data Gouv.";
    assert_eq!(made.body, expected);
    assert!(
        made.replaced.contains_key(&(Kind::Signature, "Bien à vous,\nYann Le Goff".to_owned()))
    );
}

fn secrets() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "lucie.marchal@univ.example",
        "06 12 34 56 78",
        "+33612345678",
        "0000-0002-1825-0097",
        "10.57745/ABCDEF",
        "FR7630006000011234567890189",
        "184127645108946",
        "UMR 7039",
        "https://dmp.opidor.fr/plans/7",
        "Lucie Marchal",
        "Le Goff",
        "2026-004217",
        "IRSOL",
        "ANR-21-CE38-0012",
        "200012345X",
    ])
}

proptest! {
    #[test]
    fn a_secret_in_any_text_is_gone(before in "\\PC{0,40}", secret in secrets(), after in "\\PC{0,40}") {
        let text = format!("{before}\n{secret}\n{after}");
        let done = without(&text);
        prop_assert!(!done.contains(secret), "{text:?} became {done:?}");
    }

    #[test]
    fn nothing_is_left_to_find_and_nothing_more_is_taken(text in "[ -~éà\n]{0,120}", secret in secrets()) {
        let once = without(&format!("{text} {secret} {text}"));
        prop_assert_eq!(without(&once), once.clone());
        prop_assert!(find(&once, &known()).is_empty());
    }

    #[test]
    fn all_that_is_taken_is_listed(text in "\\PC{0,80}", secret in secrets()) {
        let whole = format!("{text} {secret}");
        let found = find(&whole, &known());
        let listed = anonymise(&whole, &known(), Locale::En).replaced;
        let times: usize = listed.values().sum();
        prop_assert_eq!(times, found.len());
        prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].begin));
    }

    #[test]
    fn any_text_at_all_is_read(text in any::<String>()) {
        let _ = without(&text);
        let _ = without_courtesies(&text);
    }

    #[test]
    fn a_difference_holds_both_texts(old in "[ab\n ]{0,40}", new in "[ab\n ]{0,40}") {
        let pieces = diff(&old, &new);
        let side = |without: How| {
            let kept = pieces.iter().filter(|piece| piece.how != without);
            kept.map(|piece| piece.text.as_str()).collect::<String>()
        };
        prop_assert_eq!(side(How::Added), old.clone());
        prop_assert_eq!(side(How::Gone), new.clone());
        prop_assert_eq!(pieces.iter().all(|piece| piece.how == How::Same), old == new);
    }
}

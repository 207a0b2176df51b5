//! The tables as diesel sees them; a test selects every column on both databases.

diesel::table! {
    regions (code) {
        code -> Text,
        code_kind -> Text,
        label_fr -> Text,
        label_en -> Text,
        overseas -> Bool,
        time_zone -> Nullable<Text>,
        tile_column -> Integer,
        tile_row -> Integer,
        position -> Integer,
    }
}

diesel::table! {
    disciplines (code) {
        code -> Text,
        parent -> Nullable<Text>,
        label_fr -> Text,
        label_en -> Text,
        position -> Integer,
    }
}

diesel::table! {
    topics (code) {
        code -> Text,
        label_fr -> Text,
        label_en -> Text,
        line -> Text,
        second_line_hint -> Text,
        position -> Integer,
    }
}

diesel::table! {
    services (code) {
        code -> Text,
        label_fr -> Text,
        label_en -> Text,
        description_fr -> Text,
        description_en -> Text,
        position -> Integer,
    }
}

diesel::table! {
    institutions (slug) {
        slug -> Text,
        ror -> Nullable<Text>,
        name -> Text,
        short_name -> Nullable<Text>,
        kind -> Text,
        parent -> Nullable<Text>,
        merged_into -> Nullable<Text>,
        edited_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    institution_regions (institution, region) {
        institution -> Text,
        region -> Text,
    }
}

diesel::table! {
    sites (slug) {
        slug -> Text,
        name -> Text,
        region -> Text,
    }
}

diesel::table! {
    laboratories (code) {
        code -> Text,
        code_kind -> Text,
        name -> Text,
        acronym -> Nullable<Text>,
        site -> Nullable<Text>,
        region -> Nullable<Text>,
    }
}

diesel::table! {
    laboratory_institutions (laboratory, institution) {
        laboratory -> Text,
        institution -> Text,
    }
}

diesel::table! {
    vocabulary_terms (vocabulary, code, folded) {
        vocabulary -> Text,
        code -> Text,
        label -> Text,
        folded -> Text,
    }
}

diesel::table! {
    vocabulary_state (id) {
        id -> Integer,
        version -> Integer,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        language -> Text,
        password_hash -> Nullable<Text>,
        network_role -> Nullable<Text>,
        created_at -> Timestamp,
        disabled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        account_id -> Text,
        token_hash -> Text,
        agent -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        proven_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sign_in_links (id) {
        id -> Text,
        account_id -> Text,
        token_hash -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    second_steps (account_id) {
        account_id -> Text,
        salt -> Text,
        set_at -> Timestamp,
        last_step -> BigInt,
    }
}

diesel::table! {
    recovery_codes (id) {
        id -> Text,
        account_id -> Text,
        code_hash -> Text,
        made_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    first_steps (token_hash) {
        token_hash -> Text,
        account_id -> Text,
        way -> Text,
        given_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    provider_accounts (id) {
        id -> Text,
        account_id -> Text,
        issuer -> Text,
        subject -> Text,
        orcid -> Nullable<Text>,
        linked_at -> Timestamp,
        last_used_at -> Timestamp,
    }
}

diesel::table! {
    provider_returns (state_hash) {
        state_hash -> Text,
        returned_at -> Timestamp,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Text,
        account_id -> Text,
        token_hash -> Text,
        scope -> Text,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    throttles (bucket, window_start) {
        bucket -> Text,
        window_start -> Timestamp,
        uses -> Integer,
    }
}

diesel::table! {
    nodes (id) {
        id -> Text,
        slug -> Text,
        kind -> Text,
        status -> Text,
        name -> Text,
        short_name -> Text,
        region -> Nullable<Text>,
        city -> Nullable<Text>,
        website -> Nullable<Text>,
        help_email -> Nullable<Text>,
        description_fr -> Text,
        description_en -> Text,
        languages -> Text,
        opening_days -> Text,
        opening_note_fr -> Text,
        opening_note_en -> Text,
        full_time_equivalents -> Double,
        fairness_weight -> Double,
        fallback_desk -> Bool,
        relay_of -> Nullable<Text>,
        successor_id -> Nullable<Text>,
        confirmed_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        lock_version -> Integer,
    }
}

diesel::table! {
    node_status_periods (id) {
        id -> Text,
        node_id -> Text,
        status -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        note -> Text,
    }
}

diesel::table! {
    node_institutions (id) {
        id -> Text,
        node_id -> Text,
        institution -> Text,
        role -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    node_disciplines (node_id, discipline) {
        node_id -> Text,
        discipline -> Text,
    }
}

diesel::table! {
    node_services (id) {
        id -> Text,
        node_id -> Text,
        service -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    node_revisions (id) {
        id -> Text,
        node_id -> Text,
        replaced_at -> Timestamp,
        replaced_by -> Nullable<Text>,
        profile -> Text,
    }
}

diesel::table! {
    coverage (id) {
        id -> Text,
        node_id -> Text,
        institution -> Nullable<Text>,
        site -> Nullable<Text>,
        region -> Nullable<Text>,
        discipline -> Nullable<Text>,
        topic -> Nullable<Text>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    coverage_proposals (id) {
        id -> Text,
        node_id -> Text,
        state -> Text,
        rows -> Text,
        comment -> Text,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reason -> Text,
    }
}

diesel::table! {
    node_absences (id) {
        id -> Text,
        node_id -> Text,
        starts_on -> Date,
        ends_on -> Date,
        stand_in_id -> Nullable<Text>,
        note -> Text,
        created_at -> Timestamp,
        cancelled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    memberships (id) {
        id -> Text,
        account_id -> Text,
        node_id -> Text,
        role -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        node_id -> Nullable<Text>,
        node_role -> Nullable<Text>,
        network_role -> Nullable<Text>,
        token_hash -> Text,
        invited_by -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    duties (id) {
        id -> Text,
        node_id -> Text,
        account_id -> Text,
        starts_on -> Date,
        ends_on -> Date,
    }
}

diesel::table! {
    ticket_numbers (year) {
        year -> Integer,
        last -> Integer,
    }
}

diesel::table! {
    tickets (id) {
        id -> Text,
        reference -> Text,
        subject -> Text,
        state -> Text,
        turn -> Text,
        node_id -> Text,
        assignee_id -> Nullable<Text>,
        asker_name -> Text,
        asker_email -> Text,
        beneficiary_name -> Nullable<Text>,
        beneficiary_email -> Nullable<Text>,
        institution -> Nullable<Text>,
        laboratory -> Nullable<Text>,
        site -> Nullable<Text>,
        site_typed -> Nullable<Text>,
        region -> Nullable<Text>,
        discipline_codes -> Text,
        topic -> Nullable<Text>,
        confirmed_topic -> Nullable<Text>,
        language -> Text,
        dataset_pid -> Nullable<Text>,
        dmp_url -> Nullable<Text>,
        deadline_on -> Nullable<Date>,
        deadline_for -> Nullable<Text>,
        via -> Text,
        outcome -> Nullable<Text>,
        follow_version -> Integer,
        follow_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        first_answered_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        last_activity_at -> Timestamp,
        mail_thread -> Text,
        waiting_for -> Nullable<Text>,
        waiting_since -> Nullable<Timestamp>,
        waiting_until -> Nullable<Date>,
        snoozed_until -> Nullable<Timestamp>,
        merged_into -> Nullable<Text>,
        merged_at -> Nullable<Timestamp>,
        state_before -> Nullable<Text>,
        spam_from -> Nullable<Text>,
        warned_at -> Nullable<Timestamp>,
        terms -> Text,
        lock_version -> Integer,
        first_due_at -> Nullable<Timestamp>,
        next_due_at -> Nullable<Timestamp>,
        due_rest -> Nullable<Integer>,
        attention -> Nullable<Text>,
        attention_at -> Nullable<Timestamp>,
        sensitive -> Bool,
        anonymised_at -> Nullable<Timestamp>,
        due_set_at -> Nullable<Timestamp>,
        due_counted_for -> Nullable<Text>,
        own_due_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    ticket_disciplines (ticket_id, discipline) {
        ticket_id -> Text,
        discipline -> Text,
        position -> Integer,
    }
}

diesel::table! {
    ticket_institutions (ticket_id, institution) {
        ticket_id -> Text,
        institution -> Text,
        position -> Integer,
    }
}

diesel::table! {
    messages (id) {
        id -> Text,
        ticket_id -> Text,
        kind -> Text,
        author_kind -> Text,
        author_id -> Nullable<Text>,
        author_name -> Text,
        via -> Text,
        body -> Text,
        event -> Nullable<Text>,
        mail_id -> Nullable<Text>,
        created_at -> Timestamp,
        quoted -> Nullable<Text>,
        node_id -> Nullable<Text>,
        reach -> Text,
        handover_id -> Nullable<Text>,
        moved_from -> Nullable<Text>,
        reach_before -> Nullable<Text>,
        node_before -> Nullable<Text>,
        author_email -> Nullable<Text>,
    }
}

diesel::table! {
    stored_files (sha256) {
        sha256 -> Text,
        bytes -> BigInt,
        media_type -> Text,
        stored_at -> Timestamp,
        scan_state -> Text,
        scanned_at -> Nullable<Timestamp>,
        scanned_by -> Nullable<Text>,
        scan_finding -> Nullable<Text>,
        scan_attempts -> Integer,
        scan_due_at -> Timestamp,
    }
}

diesel::table! {
    attachments (id) {
        id -> Text,
        message_id -> Text,
        sha256 -> Text,
        name -> Text,
    }
}

diesel::table! {
    routing_decisions (id) {
        id -> Text,
        ticket_id -> Text,
        decided_at -> Timestamp,
        decided_by -> Text,
        account_id -> Nullable<Text>,
        node_id -> Text,
        rule -> Text,
        gap -> Bool,
        inputs -> Text,
        candidates -> Text,
        reason -> Text,
        algorithm -> Integer,
    }
}

diesel::table! {
    coverage_gaps (ticket_id) {
        ticket_id -> Text,
        institution -> Nullable<Text>,
        site -> Nullable<Text>,
        region -> Nullable<Text>,
        disciplines -> Text,
        topic -> Nullable<Text>,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    satisfactions (ticket_id) {
        ticket_id -> Text,
        score -> Integer,
        comment -> Text,
        given_at -> Timestamp,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        template -> Text,
        language -> Text,
        to_name -> Text,
        to_email -> Text,
        from_name -> Nullable<Text>,
        payload -> Text,
        message_id -> Text,
        in_reply_to -> Nullable<Text>,
        reference_ids -> Text,
        dedup_key -> Nullable<Text>,
        state -> Text,
        attempts -> Integer,
        due_at -> Timestamp,
        claimed_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        queued_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        ticket_reference -> Nullable<Text>,
        party -> Nullable<Text>,
        returned_at -> Nullable<Timestamp>,
        return_reason -> Nullable<Text>,
        application_id -> Nullable<Text>,
        series -> Nullable<Text>,
    }
}

diesel::table! {
    captured_mail (id) {
        id -> Text,
        to_email -> Text,
        subject -> Text,
        body_text -> Text,
        body_html -> Text,
        raw -> Text,
        captured_at -> Timestamp,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Text,
        at -> Timestamp,
        actor_kind -> Text,
        account_id -> Nullable<Text>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        detail -> Text,
    }
}

diesel::table! {
    idempotency_keys (owner, key) {
        owner -> Text,
        key -> Text,
        request_hash -> Text,
        status -> Integer,
        body -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sweeps (kind) {
        kind -> Text,
        last_run_at -> Nullable<Timestamp>,
        claimed_until -> Nullable<Timestamp>,
        last_count -> Nullable<Integer>,
        failed_at -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
    }
}

diesel::joinable!(institution_regions -> institutions (institution));

diesel::joinable!(institution_regions -> regions (region));

diesel::joinable!(sites -> regions (region));

diesel::joinable!(laboratories -> sites (site));

diesel::joinable!(laboratories -> regions (region));

diesel::joinable!(laboratory_institutions -> laboratories (laboratory));

diesel::joinable!(laboratory_institutions -> institutions (institution));

diesel::joinable!(sessions -> accounts (account_id));

diesel::joinable!(sign_in_links -> accounts (account_id));

diesel::joinable!(api_tokens -> accounts (account_id));

diesel::joinable!(second_steps -> accounts (account_id));

diesel::joinable!(recovery_codes -> accounts (account_id));

diesel::joinable!(first_steps -> accounts (account_id));

diesel::joinable!(provider_accounts -> accounts (account_id));

diesel::joinable!(nodes -> regions (region));

diesel::joinable!(node_status_periods -> nodes (node_id));

diesel::joinable!(node_institutions -> nodes (node_id));

diesel::joinable!(node_institutions -> institutions (institution));

diesel::joinable!(node_disciplines -> nodes (node_id));

diesel::joinable!(node_disciplines -> disciplines (discipline));

diesel::joinable!(node_services -> nodes (node_id));

diesel::joinable!(node_services -> services (service));

diesel::joinable!(node_revisions -> nodes (node_id));

diesel::joinable!(node_revisions -> accounts (replaced_by));

diesel::joinable!(coverage -> nodes (node_id));

diesel::joinable!(coverage -> institutions (institution));

diesel::joinable!(coverage -> sites (site));

diesel::joinable!(coverage -> regions (region));

diesel::joinable!(coverage -> disciplines (discipline));

diesel::joinable!(coverage -> topics (topic));

diesel::joinable!(coverage_proposals -> nodes (node_id));

diesel::joinable!(memberships -> accounts (account_id));

diesel::joinable!(memberships -> nodes (node_id));

diesel::joinable!(invitations -> nodes (node_id));

diesel::joinable!(invitations -> accounts (invited_by));

diesel::joinable!(duties -> nodes (node_id));

diesel::joinable!(duties -> accounts (account_id));

diesel::joinable!(tickets -> nodes (node_id));

diesel::joinable!(tickets -> accounts (assignee_id));

diesel::joinable!(tickets -> institutions (institution));

diesel::joinable!(tickets -> laboratories (laboratory));

diesel::joinable!(tickets -> sites (site));

diesel::joinable!(tickets -> regions (region));

diesel::joinable!(ticket_disciplines -> tickets (ticket_id));

diesel::joinable!(ticket_disciplines -> disciplines (discipline));

diesel::joinable!(ticket_institutions -> tickets (ticket_id));

diesel::joinable!(ticket_institutions -> institutions (institution));

diesel::joinable!(messages -> tickets (ticket_id));

diesel::joinable!(messages -> accounts (author_id));

diesel::joinable!(attachments -> messages (message_id));

diesel::joinable!(attachments -> stored_files (sha256));

diesel::joinable!(routing_decisions -> tickets (ticket_id));

diesel::joinable!(routing_decisions -> accounts (account_id));

diesel::joinable!(routing_decisions -> nodes (node_id));

diesel::joinable!(coverage_gaps -> tickets (ticket_id));

diesel::joinable!(satisfactions -> tickets (ticket_id));

// What nodes do together, and what ties tickets to each other.

diesel::table! {
    handovers (id) {
        id -> Text,
        ticket_id -> Text,
        kind -> Text,
        from_node -> Text,
        to_node -> Text,
        sees -> Text,
        reason -> Text,
        begun_by -> Text,
        begun_at -> Timestamp,
        due_on -> Nullable<Date>,
        ending -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
        answer -> Text,
    }
}

diesel::table! {
    ticket_links (id) {
        id -> Text,
        from_ticket -> Text,
        to_ticket -> Text,
        kind -> Text,
        made_by -> Nullable<Text>,
        made_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    handovers,
    ticket_links,
    regions,
    disciplines,
    topics,
    services,
    institutions,
    institution_regions,
    sites,
    laboratories,
    laboratory_institutions,
    vocabulary_terms,
    vocabulary_state,
    accounts,
    sessions,
    sign_in_links,
    api_tokens,
    second_steps,
    recovery_codes,
    first_steps,
    provider_accounts,
    provider_returns,
    throttles,
    nodes,
    node_status_periods,
    node_institutions,
    node_disciplines,
    node_services,
    node_revisions,
    coverage,
    coverage_proposals,
    node_absences,
    memberships,
    invitations,
    duties,
    ticket_numbers,
    tickets,
    ticket_disciplines,
    ticket_institutions,
    messages,
    stored_files,
    attachments,
    routing_decisions,
    coverage_gaps,
    satisfactions,
    outbox,
    captured_mail,
    audit_events,
    idempotency_keys,
    sweeps,
);

// Mail in

diesel::table! {
    received_mails (id) {
        id -> Text,
        mail_key -> Text,
        message_id_hash -> Nullable<Text>,
        content_hash -> Text,
        helpdesk_id -> Nullable<Text>,
        sha256 -> Text,
        received_at -> Timestamp,
        fate -> Text,
        reason -> Nullable<Text>,
        from_name -> Text,
        from_email -> Text,
        subject -> Text,
        ticket_id -> Nullable<Text>,
        reference -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        application_id -> Nullable<Text>,
    }
}

diesel::joinable!(received_mails -> tickets (ticket_id));
diesel::joinable!(received_mails -> accounts (decided_by));
diesel::allow_tables_to_appear_in_same_query!(received_mails, tickets);
diesel::allow_tables_to_appear_in_same_query!(received_mails, accounts);

// Figures

diesel::table! {
    tally_changes (id) {
        id -> Text,
        measure -> Text,
        month -> Date,
        node_id -> Text,
        region -> Text,
        discipline -> Text,
        topic -> Text,
        state -> Text,
        value -> Integer,
        count -> Integer,
    }
}

diesel::table! {
    tallies (measure, node_id, month, region, discipline, topic, state, value) {
        measure -> Text,
        node_id -> Text,
        month -> Date,
        region -> Text,
        discipline -> Text,
        topic -> Text,
        state -> Text,
        value -> Integer,
        count -> Integer,
    }
}

diesel::table! {
    tallied_months (month) {
        month -> Date,
        counted_at -> Timestamp,
    }
}

diesel::table! {
    published_figures (year, as_of) {
        year -> Integer,
        as_of -> Date,
        figures -> Text,
        published_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(tallies, tallied_months);

// Triage.
diesel::table! {
    tags (id) {
        id -> Text,
        node_id -> Nullable<Text>,
        label -> Text,
        folded -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    ticket_tags (ticket_id, tag_id) {
        ticket_id -> Text,
        tag_id -> Text,
        tagged_by -> Text,
        tagged_at -> Timestamp,
    }
}

diesel::table! {
    saved_views (id) {
        id -> Text,
        owner_id -> Nullable<Text>,
        node_id -> Nullable<Text>,
        name -> Text,
        query -> Text,
        position -> Integer,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    answer_templates (id) {
        id -> Text,
        node_id -> Nullable<Text>,
        name -> Text,
        topic -> Nullable<Text>,
        body_fr -> Text,
        body_en -> Text,
        terms -> Text,
        uses -> Integer,
        used_at -> Nullable<Timestamp>,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        lock_version -> Integer,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    answer_variants (template_id, institution) {
        template_id -> Text,
        institution -> Text,
        body_fr -> Text,
        body_en -> Text,
    }
}

diesel::table! {
    checklist_steps (id) {
        id -> Text,
        node_id -> Nullable<Text>,
        topic -> Text,
        label_fr -> Text,
        label_en -> Text,
        position -> Integer,
        created_at -> Timestamp,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    ticket_steps (ticket_id, step_id) {
        ticket_id -> Text,
        step_id -> Text,
        ticked_by -> Text,
        ticked_at -> Timestamp,
    }
}

diesel::table! {
    time_notes (id) {
        id -> Text,
        ticket_id -> Text,
        node_id -> Text,
        account_id -> Text,
        minutes -> Integer,
        word -> Text,
        spent_on -> Date,
        created_at -> Timestamp,
    }
}

diesel::table! {
    ticket_followers (ticket_id, account_id) {
        ticket_id -> Text,
        account_id -> Text,
        follows -> Bool,
        since -> Timestamp,
    }
}

diesel::table! {
    mentions (message_id, account_id) {
        message_id -> Text,
        account_id -> Text,
        ticket_id -> Text,
        created_at -> Timestamp,
        seen_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    mail_choices (account_id) {
        account_id -> Text,
        mentions -> Bool,
        followed -> Bool,
    }
}

diesel::table! {
    presences (ticket_id, account_id) {
        ticket_id -> Text,
        account_id -> Text,
        writing -> Bool,
        seen_at -> Timestamp,
    }
}

diesel::joinable!(ticket_tags -> tags (tag_id));
diesel::joinable!(ticket_tags -> tickets (ticket_id));
diesel::joinable!(tags -> nodes (node_id));
diesel::joinable!(saved_views -> nodes (node_id));
diesel::joinable!(answer_templates -> nodes (node_id));
diesel::joinable!(answer_variants -> answer_templates (template_id));
diesel::joinable!(time_notes -> accounts (account_id));
diesel::joinable!(time_notes -> tickets (ticket_id));
diesel::joinable!(ticket_followers -> accounts (account_id));
diesel::joinable!(presences -> accounts (account_id));
diesel::joinable!(ticket_steps -> accounts (ticked_by));

diesel::allow_tables_to_appear_in_same_query!(
    tags,
    ticket_tags,
    saved_views,
    answer_templates,
    answer_variants,
    checklist_steps,
    ticket_steps,
    time_notes,
    ticket_followers,
    mentions,
    mail_choices,
    presences,
);
diesel::allow_tables_to_appear_in_same_query!(ticket_tags, tickets);
diesel::allow_tables_to_appear_in_same_query!(tags, nodes);
diesel::allow_tables_to_appear_in_same_query!(saved_views, nodes);
diesel::allow_tables_to_appear_in_same_query!(answer_templates, nodes);
diesel::allow_tables_to_appear_in_same_query!(checklist_steps, nodes);
diesel::allow_tables_to_appear_in_same_query!(time_notes, accounts);
diesel::allow_tables_to_appear_in_same_query!(time_notes, tickets);
diesel::allow_tables_to_appear_in_same_query!(time_notes, nodes);
diesel::allow_tables_to_appear_in_same_query!(ticket_followers, accounts);
diesel::allow_tables_to_appear_in_same_query!(presences, accounts);
diesel::allow_tables_to_appear_in_same_query!(mentions, tickets);
diesel::allow_tables_to_appear_in_same_query!(ticket_steps, accounts);
diesel::allow_tables_to_appear_in_same_query!(tags, tickets);
diesel::allow_tables_to_appear_in_same_query!(checklist_steps, accounts);
diesel::allow_tables_to_appear_in_same_query!(mentions, nodes);
diesel::allow_tables_to_appear_in_same_query!(mentions, accounts);
diesel::allow_tables_to_appear_in_same_query!(ticket_tags, nodes);
diesel::allow_tables_to_appear_in_same_query!(ticket_tags, accounts);

// Deadlines

diesel::table! {
    node_hours (node_id) {
        node_id -> Text,
        opens -> Integer,
        closes -> Integer,
        observance -> Nullable<Text>,
    }
}

diesel::table! {
    targets (node_id, topic) {
        node_id -> Text,
        topic -> Text,
        first_hours -> Integer,
        next_hours -> Integer,
    }
}

diesel::table! {
    escalations (id) {
        id -> Integer,
        warn_hours -> Integer,
        network_hours -> Integer,
    }
}

diesel::table! {
    deadline_steps (ticket_id, step, due_at) {
        ticket_id -> Text,
        step -> Text,
        due_at -> Timestamp,
        taken_at -> Timestamp,
    }
}

diesel::joinable!(node_hours -> nodes (node_id));
diesel::joinable!(deadline_steps -> tickets (ticket_id));

diesel::allow_tables_to_appear_in_same_query!(node_hours, nodes);
diesel::allow_tables_to_appear_in_same_query!(node_hours, regions);
diesel::allow_tables_to_appear_in_same_query!(deadline_steps, tickets);

// search
diesel::table! {
    ticket_search (id) {
        id -> Text,
        position -> BigInt,
    }
}
diesel::joinable!(ticket_search -> tickets (id));
diesel::allow_tables_to_appear_in_same_query!(ticket_search, tickets);

// Bridge
diesel::table! {
    bridges (node_id) {
        node_id -> Text,
        account_id -> Nullable<Text>,
        email -> Nullable<Text>,
        active_since -> Nullable<Timestamp>,
        proposed_email -> Nullable<Text>,
        proposed_by -> Nullable<Text>,
        proposed_at -> Nullable<Timestamp>,
        epoch -> Integer,
        heard_at -> Nullable<Timestamp>,
        failing_since -> Nullable<Timestamp>,
        failure -> Nullable<Text>,
    }
}
diesel::table! {
    bridge_threads (ticket_id, node_id) {
        ticket_id -> Text,
        node_id -> Text,
        mail_ids -> Text,
        tags -> Text,
        opened_at -> Timestamp,
        heard_at -> Nullable<Timestamp>,
        failed_at -> Nullable<Timestamp>,
        explained_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    outbox_files (mail_id, position) {
        mail_id -> Text,
        position -> Integer,
        sha256 -> Text,
        name -> Text,
    }
}
diesel::joinable!(bridges -> nodes (node_id));
diesel::joinable!(bridge_threads -> nodes (node_id));
diesel::joinable!(outbox_files -> outbox (mail_id));
diesel::joinable!(outbox_files -> stored_files (sha256));
diesel::allow_tables_to_appear_in_same_query!(bridges, nodes);
diesel::allow_tables_to_appear_in_same_query!(bridges, bridge_threads);
diesel::allow_tables_to_appear_in_same_query!(bridge_threads, nodes);
diesel::allow_tables_to_appear_in_same_query!(outbox_files, outbox);
diesel::allow_tables_to_appear_in_same_query!(outbox_files, stored_files);

// knowledge
diesel::table! {
    articles (id) {
        id -> Text,
        slug -> Nullable<Text>,
        node_id -> Text,
        ticket_id -> Nullable<Text>,
        review_on -> Nullable<Date>,
        review_asked_on -> Nullable<Date>,
        checked_at -> Nullable<Timestamp>,
        useful -> Integer,
        not_useful -> Integer,
        insertions -> Integer,
        title_terms -> Text,
        body_terms -> Text,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    article_versions (id) {
        id -> Text,
        article_id -> Text,
        number -> Integer,
        state -> Text,
        title_fr -> Text,
        body_fr -> Text,
        title_en -> Text,
        body_en -> Text,
        topic_codes -> Text,
        discipline_codes -> Text,
        review_months -> Integer,
        change_note -> Text,
        author_id -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        proposed_at -> Nullable<Timestamp>,
        returned_by -> Nullable<Text>,
        return_reason -> Text,
        approved_by -> Nullable<Text>,
        published_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        end_reason -> Text,
        lock_version -> Integer,
    }
}

diesel::table! {
    article_writers (version_id, account_id) {
        version_id -> Text,
        account_id -> Text,
    }
}

diesel::table! {
    article_variants (version_id, institution) {
        version_id -> Text,
        institution -> Text,
        body_fr -> Text,
        body_en -> Text,
    }
}

diesel::table! {
    deflections (id) {
        id -> Text,
        article_id -> Text,
        deflected_on -> Date,
    }
}

diesel::table! {
    article_search (id) {
        id -> Text,
        position -> BigInt,
    }
}

diesel::joinable!(article_versions -> articles (article_id));
diesel::joinable!(article_search -> articles (id));
diesel::joinable!(articles -> nodes (node_id));
diesel::joinable!(article_writers -> accounts (account_id));
diesel::joinable!(deflections -> articles (article_id));
diesel::allow_tables_to_appear_in_same_query!(articles, article_versions, nodes);
diesel::allow_tables_to_appear_in_same_query!(article_search, articles);
diesel::allow_tables_to_appear_in_same_query!(article_search, article_versions);
diesel::allow_tables_to_appear_in_same_query!(article_writers, accounts);
diesel::allow_tables_to_appear_in_same_query!(deflections, articles);
diesel::allow_tables_to_appear_in_same_query!(deflections, tickets);
diesel::allow_tables_to_appear_in_same_query!(articles, tickets);
diesel::allow_tables_to_appear_in_same_query!(article_writers, article_versions);

// Privacy
diesel::table! {
    archivists (account_id) {
        account_id -> Text,
        given_by -> Text,
        given_at -> Timestamp,
    }
}
diesel::allow_tables_to_appear_in_same_query!(archivists, accounts);

diesel::table! {
    readings (id) {
        id -> Text,
        ticket_id -> Text,
        account_id -> Nullable<Text>,
        door -> Text,
        read_at -> Timestamp,
    }
}

diesel::table! {
    privacy_requests (id) {
        id -> Text,
        kind -> Text,
        state -> Text,
        email -> Text,
        made_by -> Nullable<Text>,
        reason -> Text,
        language -> Text,
        made_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        done_at -> Nullable<Timestamp>,
        sha256 -> Nullable<Text>,
        found -> Text,
    }
}

diesel::table! {
    destruction_lists (id) {
        id -> Text,
        state -> Text,
        closed_before -> Timestamp,
        tickets -> Integer,
        made_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reason -> Text,
        done_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    destruction_entries (list_id, ticket_id) {
        list_id -> Text,
        ticket_id -> Text,
    }
}

diesel::joinable!(readings -> accounts (account_id));
diesel::joinable!(readings -> tickets (ticket_id));
diesel::joinable!(destruction_entries -> destruction_lists (list_id));
diesel::joinable!(destruction_entries -> tickets (ticket_id));
diesel::allow_tables_to_appear_in_same_query!(readings, accounts);
diesel::allow_tables_to_appear_in_same_query!(readings, tickets);
diesel::allow_tables_to_appear_in_same_query!(destruction_entries, destruction_lists);
diesel::allow_tables_to_appear_in_same_query!(destruction_entries, tickets);
diesel::allow_tables_to_appear_in_same_query!(destruction_entries, nodes);
diesel::allow_tables_to_appear_in_same_query!(destruction_lists, tickets);
diesel::allow_tables_to_appear_in_same_query!(received_mails, stored_files);
diesel::allow_tables_to_appear_in_same_query!(ticket_followers, tickets);
diesel::allow_tables_to_appear_in_same_query!(article_writers, articles);

// Webhooks
diesel::table! {
    webhooks (id) {
        id -> Text,
        node_id -> Nullable<Text>,
        url -> Text,
        name -> Text,
        events -> Text,
        secret_version -> Integer,
        former_until -> Nullable<Timestamp>,
        made_by -> Text,
        made_at -> Timestamp,
        ended -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        failing_since -> Nullable<Timestamp>,
    }
}
diesel::table! {
    webhook_deliveries (id) {
        id -> Text,
        webhook_id -> Text,
        event -> Text,
        ticket_id -> Nullable<Text>,
        reference -> Nullable<Text>,
        payload -> Text,
        state -> Text,
        attempts -> Integer,
        due_at -> Timestamp,
        claimed_until -> Nullable<Timestamp>,
        queued_at -> Timestamp,
        tried_at -> Nullable<Timestamp>,
        status -> Nullable<Integer>,
        milliseconds -> Nullable<Integer>,
        response -> Nullable<Text>,
        error -> Nullable<Text>,
        replay_of -> Nullable<Text>,
    }
}
diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
diesel::allow_tables_to_appear_in_same_query!(webhook_deliveries, webhooks);

// Duty

diesel::table! {
    staff_absences (id) {
        id -> Text,
        account_id -> Text,
        starts_on -> Date,
        ends_on -> Date,
        stand_in_id -> Nullable<Text>,
        announced_by -> Text,
        announced_at -> Timestamp,
        cancelled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    handover_notes (id) {
        id -> Text,
        node_id -> Text,
        author_id -> Text,
        body -> Text,
        written_at -> Timestamp,
        shown_until -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    handover_note_readings (note_id, account_id) {
        note_id -> Text,
        account_id -> Text,
        read_at -> Timestamp,
    }
}

diesel::table! {
    duty_swaps (id) {
        id -> Text,
        node_id -> Text,
        duty_id -> Text,
        asked_by -> Text,
        asked_of -> Text,
        in_return_id -> Nullable<Text>,
        asked_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    rota_feeds (id) {
        id -> Text,
        account_id -> Text,
        node_id -> Text,
        made_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    digest_choices (account_id) {
        account_id -> Text,
        from_hour -> Integer,
    }
}

diesel::table! {
    digests (account_id, day) {
        account_id -> Text,
        day -> Date,
        made_at -> Timestamp,
    }
}

diesel::joinable!(handover_notes -> accounts (author_id));
diesel::joinable!(handover_notes -> nodes (node_id));
diesel::joinable!(handover_note_readings -> accounts (account_id));
diesel::joinable!(digest_choices -> accounts (account_id));

diesel::allow_tables_to_appear_in_same_query!(staff_absences, accounts);
diesel::allow_tables_to_appear_in_same_query!(staff_absences, memberships);
diesel::allow_tables_to_appear_in_same_query!(staff_absences, nodes);
diesel::allow_tables_to_appear_in_same_query!(staff_absences, duties);
diesel::allow_tables_to_appear_in_same_query!(handover_notes, accounts);
diesel::allow_tables_to_appear_in_same_query!(handover_notes, nodes);
diesel::allow_tables_to_appear_in_same_query!(handover_note_readings, accounts);
diesel::allow_tables_to_appear_in_same_query!(handover_notes, handover_note_readings);
diesel::allow_tables_to_appear_in_same_query!(digest_choices, accounts);
diesel::allow_tables_to_appear_in_same_query!(digest_choices, digests);
diesel::allow_tables_to_appear_in_same_query!(digests, accounts);
diesel::allow_tables_to_appear_in_same_query!(handover_note_readings, nodes);

// What a merge brought along
diesel::table! {
    merge_carried (ticket_id, kind, thing) {
        ticket_id -> Text,
        kind -> Text,
        thing -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(merge_carried, tickets);

// Changed calendars
diesel::table! {
    calendar_changes (id) {
        id -> Text,
        node_id -> Text,
        changed_at -> Timestamp,
        calendar_before -> Text,
        done_from -> Nullable<Timestamp>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(calendar_changes, tickets);

// Colleagues who follow a ticket
diesel::table! {
    ticket_colleagues (id) {
        id -> Text,
        ticket_id -> Text,
        name -> Text,
        email -> Text,
        added_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(ticket_colleagues -> tickets (ticket_id));
diesel::allow_tables_to_appear_in_same_query!(ticket_colleagues, tickets);
diesel::allow_tables_to_appear_in_same_query!(ticket_colleagues, nodes);

// Zeros for what is free in the file
diesel::table! {
    free_pages (id) {
        id -> Text,
        zeros -> Text,
    }
}
// Training materials
diesel::table! {
    materials (id) {
        id -> Text,
        slug -> Nullable<Text>,
        node_id -> Text,
        doi -> Nullable<Text>,
        derived_from_id -> Nullable<Text>,
        derived_from_number -> Nullable<Integer>,
        translation_of_id -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
        withdrawn_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_reason -> Text,
        replaced_by_id -> Nullable<Text>,
        merged_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    material_nodes (material_id, node_id) {
        material_id -> Text,
        node_id -> Text,
    }
}

diesel::table! {
    material_versions (id) {
        id -> Text,
        material_id -> Text,
        number -> Integer,
        state -> Text,
        title -> Text,
        summary -> Text,
        title_fr -> Text,
        summary_fr -> Text,
        title_en -> Text,
        summary_en -> Text,
        languages -> Text,
        topic_codes -> Text,
        discipline_codes -> Text,
        stage_codes -> Text,
        audience_codes -> Text,
        keywords -> Text,
        kind -> Nullable<Text>,
        level -> Nullable<Text>,
        access -> Text,
        licence -> Text,
        self_minutes -> Nullable<Integer>,
        taught_minutes -> Nullable<Integer>,
        contact -> Text,
        accessibility -> Text,
        doi -> Nullable<Text>,
        change_note -> Text,
        author_id -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        published_by -> Nullable<Text>,
        published_at -> Nullable<Timestamp>,
        lock_version -> Integer,
        certified_until -> Nullable<Date>,
        availability -> Text,
    }
}

diesel::table! {
    material_people (version_id, position) {
        version_id -> Text,
        position -> Integer,
        role -> Text,
        name -> Text,
        orcid -> Nullable<Text>,
        affiliation -> Text,
    }
}

diesel::table! {
    material_points (version_id, kind, position) {
        version_id -> Text,
        kind -> Text,
        position -> Integer,
        body -> Text,
        needs_id -> Nullable<Text>,
        needs_course_id -> Nullable<Text>,
        skill -> Text,
    }
}

diesel::table! {
    material_files (id) {
        id -> Text,
        version_id -> Text,
        position -> Integer,
        sha256 -> Text,
        name -> Text,
        alt_text -> Text,
        is_source -> Bool,
        package -> Text,
        entry -> Text,
        flaws -> Text,
        opened -> Integer,
        finished -> Integer,
    }
}

diesel::table! {
    material_links (version_id, position) {
        version_id -> Text,
        position -> Integer,
        url -> Text,
        url_norm -> Text,
        title -> Text,
    }
}

diesel::table! {
    material_imports (material_id) {
        material_id -> Text,
        node_id -> Text,
        key_sha256 -> Text,
        digest -> Text,
        imported_at -> Timestamp,
    }
}

diesel::table! {
    link_checks (url_norm) {
        url_norm -> Text,
        url -> Text,
        due_at -> Timestamp,
        checked_at -> Nullable<Timestamp>,
        status -> Nullable<Integer>,
        failures -> Integer,
        failing_since -> Nullable<Timestamp>,
        broken_at -> Nullable<Timestamp>,
        told_at -> Nullable<Timestamp>,
        moved_to -> Nullable<Text>,
    }
}

diesel::table! {
    material_search (id) {
        id -> Text,
        position -> BigInt,
    }
}

diesel::table! {
    material_facets (id) {
        id -> Text,
        seq -> BigInt,
        facets -> Text,
    }
}

diesel::table! {
    material_changes (id) {
        id -> Text,
        seq -> BigInt,
    }
}

diesel::joinable!(material_versions -> materials (material_id));
diesel::joinable!(materials -> nodes (node_id));
diesel::joinable!(material_nodes -> nodes (node_id));
diesel::joinable!(material_search -> materials (id));
diesel::joinable!(material_files -> stored_files (sha256));
diesel::joinable!(material_files -> material_versions (version_id));
diesel::joinable!(material_links -> material_versions (version_id));
diesel::joinable!(material_points -> material_versions (version_id));
diesel::allow_tables_to_appear_in_same_query!(
    materials,
    material_versions,
    material_search,
    material_facets,
    material_nodes,
    material_people,
    material_files,
    material_links,
    material_points,
);
diesel::allow_tables_to_appear_in_same_query!(link_checks, material_links);
diesel::allow_tables_to_appear_in_same_query!(link_checks, material_versions);
diesel::allow_tables_to_appear_in_same_query!(link_checks, materials);
diesel::allow_tables_to_appear_in_same_query!(link_checks, nodes);
diesel::allow_tables_to_appear_in_same_query!(materials, nodes);
diesel::allow_tables_to_appear_in_same_query!(material_versions, nodes);
diesel::allow_tables_to_appear_in_same_query!(material_search, nodes);
diesel::allow_tables_to_appear_in_same_query!(material_nodes, nodes);
diesel::allow_tables_to_appear_in_same_query!(material_files, nodes);
diesel::allow_tables_to_appear_in_same_query!(material_links, nodes);
diesel::allow_tables_to_appear_in_same_query!(material_files, stored_files);
diesel::allow_tables_to_appear_in_same_query!(material_versions, stored_files);
diesel::allow_tables_to_appear_in_same_query!(materials, stored_files);

diesel::table! {
    ticket_materials (ticket_id, material_id) {
        ticket_id -> Text,
        material_id -> Text,
        used_by -> Text,
        used_at -> Timestamp,
    }
}

diesel::joinable!(ticket_materials -> tickets (ticket_id));
diesel::joinable!(ticket_materials -> materials (material_id));
diesel::allow_tables_to_appear_in_same_query!(ticket_materials, tickets);
diesel::allow_tables_to_appear_in_same_query!(ticket_materials, materials);

// Certification of training materials
diesel::table! {
    certifications (id) {
        id -> Text,
        version_id -> Text,
        grid -> Integer,
        state -> Text,
        requested_by -> Text,
        requested_at -> Timestamp,
        decided_at -> Nullable<Timestamp>,
        expires_on -> Nullable<Date>,
        reason -> Text,
        reminded_days -> Nullable<Integer>,
        carried_from_id -> Nullable<Text>,
    }
}

diesel::table! {
    certification_reviews (certification_id, place) {
        certification_id -> Text,
        place -> Integer,
        reviewer_id -> Text,
        node_id -> Text,
        verdict -> Nullable<Text>,
        comment -> Text,
        taken_at -> Timestamp,
        submitted_at -> Nullable<Timestamp>,
        conflict -> Bool,
    }
}

diesel::table! {
    certification_interests (certification_id, account_id) {
        certification_id -> Text,
        account_id -> Text,
        conflict -> Bool,
        said_at -> Timestamp,
    }
}

diesel::table! {
    certification_answers (certification_id, place, criterion) {
        certification_id -> Text,
        place -> Integer,
        criterion -> Text,
        value -> Text,
        comment -> Text,
    }
}

diesel::joinable!(certifications -> material_versions (version_id));
diesel::joinable!(certification_reviews -> certifications (certification_id));
diesel::allow_tables_to_appear_in_same_query!(certifications, material_versions);
diesel::allow_tables_to_appear_in_same_query!(certifications, materials);
diesel::allow_tables_to_appear_in_same_query!(certifications, nodes);
diesel::allow_tables_to_appear_in_same_query!(certification_reviews, certifications);

// Courses, sessions, enrolment
diesel::table! {
    courses (id) {
        id -> Text,
        slug -> Nullable<Text>,
        node_id -> Text,
        state -> Text,
        title_fr -> Text,
        summary_fr -> Text,
        outcomes_fr -> Text,
        prerequisites_fr -> Text,
        title_en -> Text,
        summary_en -> Text,
        outcomes_en -> Text,
        prerequisites_en -> Text,
        topic_codes -> Text,
        discipline_codes -> Text,
        audience_codes -> Text,
        level -> Nullable<Text>,
        minutes -> Nullable<Integer>,
        folded -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
        lock_version -> Integer,
        session_title -> Text,
        session_mode -> Text,
        session_language -> Text,
        session_place -> Text,
        session_join_url -> Text,
        session_practical -> Text,
        session_trainers -> Text,
        session_questions -> Text,
        session_approval -> Bool,
        session_pending_holds -> Bool,
        session_offer_hours -> Integer,
        session_on_site -> Nullable<Integer>,
        session_online -> Nullable<Integer>,
        session_starts -> Text,
        session_remind_codes -> Text,
        session_remind_text -> Text,
        session_certificate_share -> Integer,
        session_certificate_text -> Text,
        session_on_site_unlimited -> Bool,
        session_online_unlimited -> Bool,
        session_rule_institutions -> Text,
        session_rule_disciplines -> Text,
        session_rule_course -> Nullable<Text>,
        session_rule_strict -> Bool,
    }
}

diesel::table! {
    course_changes (id) {
        id -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    course_sessions (id) {
        id -> Text,
        course_id -> Text,
        node_id -> Text,
        state -> Text,
        title -> Text,
        mode -> Text,
        language -> Text,
        zone -> Text,
        place -> Text,
        region -> Nullable<Text>,
        join_url -> Text,
        practical -> Text,
        opens_at -> Nullable<Timestamp>,
        closes_at -> Nullable<Timestamp>,
        approval -> Bool,
        pending_holds -> Bool,
        offer_hours -> Integer,
        last_place -> BigInt,
        starts_at -> Nullable<Timestamp>,
        ends_at -> Nullable<Timestamp>,
        reason -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
        cancelled_at -> Nullable<Timestamp>,
        lock_version -> Integer,
        surveyed_at -> Nullable<Timestamp>,
        followed_up_at -> Nullable<Timestamp>,
        cleared_at -> Nullable<Timestamp>,
        forgotten_at -> Nullable<Timestamp>,
        kept_since -> Nullable<Timestamp>,
        remind_codes -> Text,
        trainers_wanted -> Integer,
        trainers_call -> Text,
        remind_text -> Text,
        certificate_share -> Integer,
        certificate_text -> Text,
        rule_institutions -> Text,
        rule_disciplines -> Text,
        rule_course -> Nullable<Text>,
        rule_strict -> Bool,
    }
}

diesel::table! {
    trainer_proposals (id) {
        id -> Text,
        session_id -> Text,
        account_id -> Text,
        asked_by -> Text,
        state -> Text,
        note -> Text,
        created_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(trainer_proposals, accounts);

diesel::table! {
    course_materials (course_id, material_id) {
        course_id -> Text,
        position -> Integer,
        material_id -> Text,
        number -> Nullable<Integer>,
    }
}
diesel::joinable!(course_materials -> courses (course_id));
diesel::joinable!(course_materials -> materials (material_id));
diesel::allow_tables_to_appear_in_same_query!(course_materials, courses);
diesel::allow_tables_to_appear_in_same_query!(course_materials, course_sessions);
diesel::allow_tables_to_appear_in_same_query!(course_materials, materials);
diesel::allow_tables_to_appear_in_same_query!(course_materials, material_search);
diesel::allow_tables_to_appear_in_same_query!(material_search, courses);
diesel::allow_tables_to_appear_in_same_query!(material_search, course_sessions);

diesel::table! {
    session_nodes (session_id, node_id) {
        session_id -> Text,
        node_id -> Text,
    }
}

diesel::table! {
    course_calendars (id) {
        id -> Text,
        course_id -> Text,
        node_id -> Text,
        url -> Text,
        zone -> Text,
        language -> Text,
        seats -> Integer,
        added_by -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
        fault -> Text,
    }
}

diesel::table! {
    material_sources (id) {
        id -> Text,
        node_id -> Text,
        url -> Text,
        language -> Text,
        active -> Bool,
        publishes -> Bool,
        added_by -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
        fault -> Text,
        made -> Integer,
        changed -> Integer,
        left_out -> Integer,
    }
}

diesel::table! {
    session_imports (course_id, uid_sha256) {
        course_id -> Text,
        uid_sha256 -> Text,
        session_id -> Text,
        digest -> Text,
        sequence -> Integer,
        imported_at -> Timestamp,
    }
}
diesel::joinable!(session_imports -> course_sessions (session_id));
diesel::allow_tables_to_appear_in_same_query!(session_imports, course_sessions);

diesel::table! {
    gone_meetings (id) {
        id -> Text,
        session_id -> Text,
        title -> Text,
        place -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        sequence -> Integer,
        gone_at -> Timestamp,
    }
}

diesel::table! {
    calendar_feeds (id) {
        id -> Text,
        email -> Text,
        language -> Text,
        name -> Text,
        token_sha256 -> Text,
        mailed -> Bool,
        made_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    session_meetings (id) {
        id -> Text,
        session_id -> Text,
        position -> Integer,
        title -> Text,
        place -> Text,
        starts_local -> Text,
        ends_local -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        sequence -> Integer,
        mode -> Nullable<Text>,
        join_url -> Text,
        moved_from -> Nullable<Timestamp>,
        reminded -> Nullable<Text>,
    }
}

diesel::table! {
    session_trainers (session_id, position) {
        session_id -> Text,
        position -> Integer,
        name -> Text,
        folded -> Text,
        affiliation -> Text,
        account_id -> Nullable<Text>,
    }
}

diesel::table! {
    session_questions (id) {
        id -> Text,
        session_id -> Text,
        position -> Integer,
        label -> Text,
        required -> Bool,
    }
}

diesel::table! {
    seat_pools (id) {
        id -> Text,
        session_id -> Text,
        mode -> Text,
        capacity -> Integer,
        kept -> Integer,
        unlimited -> Bool,
    }
}

diesel::table! {
    seats (pool_id, number) {
        pool_id -> Text,
        number -> Integer,
    }
}

diesel::table! {
    seat_quotas (id) {
        id -> Text,
        pool_id -> Text,
        institution -> Nullable<Text>,
        node_id -> Nullable<Text>,
        most -> Nullable<Integer>,
        reserved -> Integer,
        release_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    enrolments (id) {
        id -> Text,
        session_id -> Text,
        pool_id -> Text,
        state -> Text,
        place -> BigInt,
        seat -> Nullable<Integer>,
        form_id -> Text,
        name -> Text,
        email -> Text,
        language -> Text,
        institution -> Nullable<Text>,
        institution_typed -> Text,
        added_by -> Nullable<Text>,
        reason -> Text,
        created_at -> Timestamp,
        changed_at -> Timestamp,
        offer_ends_at -> Nullable<Timestamp>,
        moves -> Integer,
        prove_by -> Nullable<Timestamp>,
        whichever -> Bool,
    }
}

diesel::table! {
    enrolment_answers (enrolment_id, question_id) {
        enrolment_id -> Text,
        question_id -> Text,
        body -> Text,
    }
}

diesel::joinable!(courses -> nodes (node_id));
diesel::joinable!(course_sessions -> courses (course_id));
diesel::joinable!(session_nodes -> nodes (node_id));
diesel::joinable!(session_meetings -> course_sessions (session_id));
diesel::joinable!(session_trainers -> course_sessions (session_id));
diesel::joinable!(seat_pools -> course_sessions (session_id));
diesel::joinable!(enrolments -> course_sessions (session_id));
diesel::joinable!(enrolments -> seat_pools (pool_id));
diesel::joinable!(enrolment_answers -> enrolments (enrolment_id));
diesel::joinable!(enrolment_answers -> session_questions (question_id));
diesel::allow_tables_to_appear_in_same_query!(
    courses,
    course_sessions,
    session_nodes,
    session_meetings,
    session_trainers,
    session_questions,
    seat_pools,
    seats,
    seat_quotas,
    enrolments,
    enrolment_answers,
    nodes,
);

// Attendance
diesel::table! {
    attendance (meeting_id, enrolment_id, half) {
        meeting_id -> Text,
        half -> Text,
        enrolment_id -> Text,
        state -> Text,
        marked_by -> Nullable<Text>,
        marked_at -> Timestamp,
    }
}

diesel::table! {
    certificates (id) {
        id -> Text,
        enrolment_id -> Text,
        name -> Text,
        title -> Text,
        node -> Text,
        language -> Text,
        starts_on -> Date,
        ends_on -> Date,
        minutes -> Integer,
        issued_by -> Text,
        issued_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        reason -> Text,
        other_title -> Text,
        outcomes -> Text,
        other_outcomes -> Text,
        words -> Text,
    }
}

diesel::joinable!(attendance -> session_meetings (meeting_id));
diesel::joinable!(attendance -> enrolments (enrolment_id));
diesel::joinable!(certificates -> enrolments (enrolment_id));
diesel::allow_tables_to_appear_in_same_query!(attendance, session_meetings);
diesel::allow_tables_to_appear_in_same_query!(attendance, enrolments);
diesel::allow_tables_to_appear_in_same_query!(attendance, course_sessions);
diesel::allow_tables_to_appear_in_same_query!(certificates, enrolments);
diesel::allow_tables_to_appear_in_same_query!(certificates, course_sessions);

// Surveys
diesel::table! {
    survey_turns (enrolment_id) {
        enrolment_id -> Text,
    }
}

diesel::table! {
    survey_answers (id) {
        id -> Text,
        session_id -> Text,
        useful -> Integer,
        level -> Integer,
        pace -> Integer,
        apply -> Integer,
        comment -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(survey_answers, course_sessions);

diesel::table! {
    survey_questions (id) {
        id -> Text,
        course_id -> Nullable<Text>,
        session_id -> Nullable<Text>,
        position -> Integer,
        kind -> Text,
        label -> Text,
        choices -> Text,
    }
}

diesel::table! {
    survey_own_answers (answer_id, question_id) {
        answer_id -> Text,
        question_id -> Text,
        value -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(survey_own_answers, survey_questions);

diesel::table! {
    survey_later_turns (enrolment_id) {
        enrolment_id -> Text,
    }
}

diesel::table! {
    survey_later_answers (id) {
        id -> Text,
        session_id -> Text,
        applied -> Integer,
        comment -> Text,
    }
}

// Alerts
diesel::table! {
    course_alerts (id) {
        id -> Text,
        course_id -> Text,
        email -> Text,
        language -> Text,
        region -> Nullable<Text>,
        online -> Bool,
        since -> Nullable<Timestamp>,
        asked_region -> Nullable<Text>,
        asked_online -> Bool,
        asked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    course_alert_tellings (alert_id, session_id) {
        alert_id -> Text,
        session_id -> Text,
    }
}

diesel::joinable!(course_alerts -> courses (course_id));
diesel::allow_tables_to_appear_in_same_query!(course_alerts, courses);
diesel::allow_tables_to_appear_in_same_query!(course_alerts, course_sessions);
diesel::allow_tables_to_appear_in_same_query!(course_alerts, nodes);
diesel::allow_tables_to_appear_in_same_query!(course_alerts, course_alert_tellings);
diesel::allow_tables_to_appear_in_same_query!(course_alert_tellings, course_sessions);
// Questionnaires, calls
diesel::table! {
    questionnaire_versions (id) {
        id -> Text,
        questionnaire_id -> Text,
        number -> Integer,
        state -> Text,
        definition -> Text,
        sha256 -> Nullable<Text>,
        lock_version -> Integer,
        updated_by -> Text,
        updated_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    call_series (id) {
        id -> Text,
        code -> Text,
        title_fr -> Text,
        title_en -> Text,
    }
}

diesel::table! {
    calls (id) {
        id -> Text,
        series_id -> Text,
        cloned_from -> Nullable<Text>,
        reference -> Text,
        slug -> Text,
        state -> Text,
        title_fr -> Text,
        title_en -> Text,
        summary_fr -> Text,
        summary_en -> Text,
        body_fr -> Text,
        body_en -> Text,
        notice_fr -> Text,
        notice_en -> Text,
        contact -> Text,
        zone -> Text,
        opens_at -> Nullable<Timestamp>,
        closes_at -> Nullable<Timestamp>,
        questions_until -> Nullable<Timestamp>,
        grace_minutes -> Integer,
        blind -> Text,
        node_kind -> Nullable<Text>,
        appeal_months -> Integer,
        reviewers_each -> Integer,
        questionnaire_id -> Text,
        version_id -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
        frozen_at -> Nullable<Timestamp>,
        results_at -> Nullable<Timestamp>,
        reason -> Text,
        lock_version -> Integer,
        announced_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    call_roles (call_id, account_id, role) {
        call_id -> Text,
        account_id -> Text,
        role -> Text,
        given_by -> Text,
        given_at -> Timestamp,
    }
}

diesel::table! {
    call_extensions (id) {
        id -> Text,
        call_id -> Text,
        closed_at -> Timestamp,
        closes_at -> Timestamp,
        reason -> Text,
        granted_by -> Text,
        granted_at -> Timestamp,
    }
}

diesel::table! {
    call_questions (id) {
        id -> Text,
        call_id -> Text,
        name -> Text,
        email -> Text,
        language -> Text,
        asked -> Text,
        body -> Text,
        answer -> Text,
        asked_at -> Timestamp,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        dismissed_at -> Nullable<Timestamp>,
        changes_rules -> Bool,
    }
}

diesel::table! {
    call_rules (id) {
        id -> Text,
        call_id -> Text,
        position -> Integer,
        kind -> Text,
        least -> Integer,
        field_key -> Text,
        wanted -> Text,
        blocking -> Bool,
        text_fr -> Text,
        text_en -> Text,
    }
}

diesel::joinable!(calls -> call_series (series_id));
diesel::joinable!(call_roles -> calls (call_id));
diesel::joinable!(call_roles -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(calls, call_series);
diesel::allow_tables_to_appear_in_same_query!(calls, call_roles);
diesel::allow_tables_to_appear_in_same_query!(call_roles, accounts);

// Applications
diesel::table! {
    applications (id) {
        id -> Text,
        call_id -> Text,
        version_id -> Text,
        reference -> Nullable<Text>,
        title -> Text,
        state -> Text,
        current_seq -> Nullable<Integer>,
        created_by -> Text,
        created_at -> Timestamp,
        saved_at -> Timestamp,
        saved_by -> Text,
        withdrawn_at -> Nullable<Timestamp>,
        reason -> Text,
        offered_to -> Nullable<Text>,
        ends_told_at -> Nullable<Timestamp>,
        ends_agreed_at -> Nullable<Timestamp>,
        cleared_at -> Nullable<Timestamp>,
        figures -> Text,
    }
}

diesel::table! {
    application_partners (id) {
        id -> Text,
        application_id -> Text,
        institution -> Text,
        role -> Text,
        state -> Text,
        fte -> Nullable<Integer>,
        added_by -> Text,
        added_at -> Timestamp,
        commitments -> Text,
        proposed -> Bool,
    }
}

diesel::table! {
    application_people (id) {
        id -> Text,
        application_id -> Text,
        account_id -> Text,
        role -> Text,
        sections -> Text,
        partner_id -> Nullable<Text>,
        granted_by -> Text,
        granted_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    application_invitations (id) {
        id -> Text,
        call_id -> Text,
        application_id -> Nullable<Text>,
        partner_id -> Nullable<Text>,
        email -> Text,
        name -> Text,
        language -> Text,
        role -> Text,
        sections -> Text,
        token_sha256 -> Text,
        made_by -> Nullable<Text>,
        made_at -> Timestamp,
        expires_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    application_answers (application_id, field_key, row_id) {
        application_id -> Text,
        field_key -> Text,
        row_id -> Text,
        value -> Text,
        lock_version -> Integer,
        updated_by -> Text,
        updated_at -> Timestamp,
        to_reread -> Bool,
    }
}

diesel::table! {
    application_rows (application_id, block_key, row_id) {
        application_id -> Text,
        block_key -> Text,
        row_id -> Text,
        position -> Integer,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        application_id -> Text,
        seq -> Integer,
        version_id -> Text,
        document -> Text,
        sha256 -> Text,
        received_at -> Timestamp,
        committed_at -> Timestamp,
        deadline -> Timestamp,
        within_grace -> Bool,
        submitted_by -> Text,
        receipt -> Text,
    }
}

diesel::table! {
    application_files (id) {
        id -> Text,
        application_id -> Text,
        field_key -> Text,
        row_id -> Text,
        sha256 -> Text,
        name -> Text,
        added_by -> Text,
        added_at -> Timestamp,
        removed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    questionnaire_files (questionnaire_id, sha256) {
        questionnaire_id -> Text,
        sha256 -> Text,
    }
}

diesel::table! {
    audit_seals (place) {
        place -> BigInt,
        event_id -> Text,
        salt -> Text,
        content_sha256 -> Text,
        sha256 -> Text,
    }
}

diesel::table! {
    application_reminders (application_id, step) {
        application_id -> Text,
        step -> Text,
        sent_at -> Timestamp,
    }
}

diesel::table! {
    submission_redactions (id) {
        id -> Text,
        submission_id -> Text,
        before_sha256 -> Text,
        after_sha256 -> Text,
        redacted_at -> Timestamp,
    }
}

diesel::joinable!(submission_redactions -> submissions (submission_id));
diesel::allow_tables_to_appear_in_same_query!(submission_redactions, submissions);
diesel::allow_tables_to_appear_in_same_query!(audit_seals, audit_events);
diesel::table! {
    call_amendments (id) {
        id -> Text,
        call_id -> Text,
        before_id -> Text,
        version_id -> Text,
        weight -> Text,
        reason -> Text,
        made_by -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    application_letters (id) {
        id -> Text,
        application_id -> Text,
        partner_id -> Text,
        content -> Text,
        sha256 -> Text,
        way -> Text,
        name -> Text,
        capacity -> Text,
        file_id -> Nullable<Text>,
        signed_by -> Text,
        signed_at -> Timestamp,
        verdict -> Nullable<Text>,
        verdict_reason -> Text,
        judged_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    application_contacts (application_id) {
        application_id -> Text,
        name -> Text,
        email -> Text,
        given_by -> Text,
        given_at -> Timestamp,
    }
}

diesel::table! {
    application_extensions (id) {
        id -> Text,
        application_id -> Text,
        closes_at -> Timestamp,
        reason -> Text,
        granted_by -> Text,
        granted_at -> Timestamp,
    }
}

diesel::table! {
    application_messages (id) {
        id -> Text,
        application_id -> Text,
        side -> Text,
        author_id -> Text,
        body -> Text,
        by_mail -> Bool,
        posted_at -> Timestamp,
    }
}

diesel::joinable!(application_extensions -> applications (application_id));
diesel::allow_tables_to_appear_in_same_query!(application_extensions, applications);
diesel::joinable!(application_letters -> applications (application_id));
diesel::allow_tables_to_appear_in_same_query!(application_letters, applications);
diesel::joinable!(application_messages -> applications (application_id));
diesel::allow_tables_to_appear_in_same_query!(application_messages, applications);
diesel::allow_tables_to_appear_in_same_query!(application_messages, accounts);
diesel::joinable!(application_files -> stored_files (sha256));
diesel::joinable!(questionnaire_files -> stored_files (sha256));
diesel::allow_tables_to_appear_in_same_query!(application_files, stored_files);
diesel::allow_tables_to_appear_in_same_query!(questionnaire_files, stored_files);
diesel::joinable!(submissions -> applications (application_id));
diesel::allow_tables_to_appear_in_same_query!(submissions, applications);
diesel::allow_tables_to_appear_in_same_query!(submissions, calls);
diesel::joinable!(applications -> calls (call_id));
diesel::joinable!(application_people -> applications (application_id));
diesel::joinable!(application_people -> accounts (account_id));
diesel::joinable!(application_partners -> applications (application_id));
diesel::allow_tables_to_appear_in_same_query!(applications, calls);
diesel::allow_tables_to_appear_in_same_query!(applications, application_people);
diesel::allow_tables_to_appear_in_same_query!(applications, application_partners);
diesel::allow_tables_to_appear_in_same_query!(applications, application_answers);
diesel::allow_tables_to_appear_in_same_query!(application_people, accounts);
diesel::allow_tables_to_appear_in_same_query!(application_people, calls);
diesel::allow_tables_to_appear_in_same_query!(applications, accounts);

diesel::table! {
    call_priorities (call_id, region, area) {
        call_id -> Text,
        region -> Text,
        area -> Text,
        nodes -> Integer,
        demand -> Nullable<BigInt>,
        year -> Integer,
        chosen_on -> Date,
    }
}

diesel::table! {
    nowhere_places (region, discipline) {
        region -> Text,
        discipline -> Text,
        node_id -> Text,
        topics -> Integer,
        since -> Timestamp,
    }
}

// Learning paths
diesel::table! {
    learning_paths (id) {
        id -> Text,
        slug -> Nullable<Text>,
        kind -> Text,
        node_id -> Text,
        title_fr -> Text,
        summary_fr -> Text,
        title_en -> Text,
        summary_en -> Text,
        known -> Text,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        published_at -> Nullable<Timestamp>,
        lock_version -> Integer,
    }
}

diesel::table! {
    learning_path_steps (path_id, position) {
        path_id -> Text,
        position -> Integer,
        material_id -> Nullable<Text>,
        course_id -> Nullable<Text>,
        url -> Text,
        title -> Text,
        note -> Text,
        required -> Bool,
    }
}

diesel::table! {
    material_uses (id) {
        id -> Text,
        material_id -> Text,
        number -> Integer,
        node_id -> Text,
        used_on -> Date,
        people -> Integer,
        worked -> Text,
        to_change -> Text,
        told_by -> Text,
        told_at -> Timestamp,
        hidden_by -> Nullable<Text>,
        hidden_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(material_uses -> nodes (node_id));
diesel::allow_tables_to_appear_in_same_query!(material_uses, nodes);
diesel::allow_tables_to_appear_in_same_query!(material_uses, materials);
diesel::joinable!(learning_paths -> nodes (node_id));
diesel::joinable!(learning_path_steps -> learning_paths (path_id));
diesel::joinable!(learning_path_steps -> materials (material_id));
diesel::joinable!(learning_path_steps -> courses (course_id));
diesel::allow_tables_to_appear_in_same_query!(learning_paths, nodes);
diesel::allow_tables_to_appear_in_same_query!(learning_paths, learning_path_steps);
diesel::allow_tables_to_appear_in_same_query!(learning_path_steps, materials);
diesel::allow_tables_to_appear_in_same_query!(learning_path_steps, courses);
diesel::allow_tables_to_appear_in_same_query!(learning_path_steps, nodes);

diesel::table! {
    institution_domains (domain) {
        domain -> Text,
        institution -> Text,
        added_by -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    reviewers (account_id) {
        account_id -> Text,
        languages -> Text,
        added_by -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    reviewer_disciplines (account_id, discipline) {
        account_id -> Text,
        discipline -> Text,
    }
}

diesel::table! {
    reviewer_affiliations (id) {
        id -> Text,
        account_id -> Text,
        institution -> Text,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        added_by -> Text,
    }
}

diesel::table! {
    review_plans (call_id) {
        call_id -> Text,
        due_at -> Timestamp,
        minutes_each -> Integer,
        most_each -> Integer,
        updated_by -> Text,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    review_criteria (id) {
        id -> Text,
        call_id -> Text,
        position -> Integer,
        label_fr -> Text,
        label_en -> Text,
        weight -> Integer,
        threshold -> Nullable<Integer>,
        anchors -> Text,
    }
}

diesel::table! {
    call_reviewers (call_id, account_id) {
        call_id -> Text,
        account_id -> Text,
        state -> Text,
        most -> Integer,
        token_sha256 -> Text,
        invited_by -> Text,
        invited_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        reason -> Text,
        signed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    conflicts (application_id, account_id, kind) {
        application_id -> Text,
        account_id -> Text,
        kind -> Text,
        source -> Text,
        state -> Text,
        evidence -> Text,
        found_at -> Timestamp,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        reason -> Text,
    }
}

diesel::table! {
    assignments (id) {
        id -> Text,
        application_id -> Text,
        reviewer_id -> Text,
        state -> Text,
        origin -> Text,
        alias -> Text,
        made_by -> Text,
        made_at -> Timestamp,
        due_at -> Nullable<Timestamp>,
        invited_at -> Nullable<Timestamp>,
        answered_at -> Nullable<Timestamp>,
        reason -> Text,
    }
}

diesel::table! {
    review_reminders (assignment_id, step) {
        assignment_id -> Text,
        step -> Text,
        sent_at -> Timestamp,
    }
}

diesel::table! {
    reviews (assignment_id) {
        assignment_id -> Text,
        submission_id -> Text,
        state -> Text,
        recommendation -> Nullable<Text>,
        confidence -> Nullable<Integer>,
        for_applicants -> Text,
        for_committee -> Text,
        lock_version -> Integer,
        saved_at -> Timestamp,
        submitted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    review_scores (assignment_id, criterion_id) {
        assignment_id -> Text,
        criterion_id -> Text,
        score -> Nullable<Integer>,
        comment -> Text,
    }
}

diesel::table! {
    review_filings (assignment_id, number) {
        assignment_id -> Text,
        number -> Integer,
        document -> Text,
        submitted_at -> Timestamp,
    }
}

diesel::table! {
    review_posts (id) {
        id -> Text,
        application_id -> Text,
        author_id -> Text,
        audience -> Text,
        body -> Text,
        posted_at -> Timestamp,
    }
}

diesel::table! {
    eligibilities (application_id) {
        application_id -> Text,
        outcome -> Text,
        failed -> Text,
        reason -> Text,
        decided_by -> Text,
        decided_at -> Timestamp,
    }
}

diesel::table! {
    completion_requests (id) {
        id -> Text,
        application_id -> Text,
        fields -> Text,
        message -> Text,
        due_at -> Timestamp,
        made_by -> Text,
        made_at -> Timestamp,
        answered_seq -> Nullable<Integer>,
        answered_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(call_reviewers -> accounts (account_id));
diesel::joinable!(call_reviewers -> calls (call_id));
diesel::joinable!(conflicts -> accounts (account_id));
diesel::joinable!(conflicts -> applications (application_id));
diesel::joinable!(assignments -> applications (application_id));
diesel::joinable!(assignments -> accounts (reviewer_id));
diesel::joinable!(reviews -> assignments (assignment_id));
diesel::joinable!(review_scores -> reviews (assignment_id));
diesel::joinable!(review_scores -> review_criteria (criterion_id));
diesel::joinable!(review_posts -> applications (application_id));
diesel::joinable!(completion_requests -> applications (application_id));
diesel::joinable!(eligibilities -> applications (application_id));
diesel::joinable!(review_reminders -> assignments (assignment_id));
diesel::allow_tables_to_appear_in_same_query!(
    assignments,
    call_reviewers,
    conflicts,
    reviewers,
    review_criteria,
    review_plans,
    review_posts,
    review_reminders,
    review_scores,
    reviews,
    completion_requests,
    eligibilities,
    reviewer_affiliations,
    reviewer_disciplines,
);
diesel::allow_tables_to_appear_in_same_query!(assignments, applications);
diesel::allow_tables_to_appear_in_same_query!(assignments, calls);
diesel::allow_tables_to_appear_in_same_query!(assignments, accounts);
diesel::allow_tables_to_appear_in_same_query!(conflicts, applications);
diesel::allow_tables_to_appear_in_same_query!(conflicts, calls);
diesel::allow_tables_to_appear_in_same_query!(conflicts, accounts);
diesel::allow_tables_to_appear_in_same_query!(reviews, applications);
diesel::allow_tables_to_appear_in_same_query!(reviews, calls);
diesel::allow_tables_to_appear_in_same_query!(reviews, accounts);
diesel::allow_tables_to_appear_in_same_query!(completion_requests, applications);
diesel::allow_tables_to_appear_in_same_query!(completion_requests, calls);
diesel::allow_tables_to_appear_in_same_query!(completion_requests, accounts);
diesel::allow_tables_to_appear_in_same_query!(eligibilities, applications);
diesel::allow_tables_to_appear_in_same_query!(eligibilities, calls);
diesel::allow_tables_to_appear_in_same_query!(eligibilities, accounts);
diesel::allow_tables_to_appear_in_same_query!(review_posts, applications);
diesel::allow_tables_to_appear_in_same_query!(review_posts, calls);
diesel::allow_tables_to_appear_in_same_query!(review_posts, accounts);
diesel::allow_tables_to_appear_in_same_query!(call_reviewers, applications);
diesel::allow_tables_to_appear_in_same_query!(call_reviewers, calls);
diesel::allow_tables_to_appear_in_same_query!(call_reviewers, accounts);
diesel::allow_tables_to_appear_in_same_query!(review_reminders, applications);
diesel::allow_tables_to_appear_in_same_query!(review_reminders, calls);
diesel::allow_tables_to_appear_in_same_query!(review_reminders, accounts);
diesel::allow_tables_to_appear_in_same_query!(review_scores, applications);
diesel::allow_tables_to_appear_in_same_query!(review_scores, calls);
diesel::allow_tables_to_appear_in_same_query!(review_scores, accounts);
diesel::allow_tables_to_appear_in_same_query!(reviewers, applications);
diesel::allow_tables_to_appear_in_same_query!(reviewers, calls);
diesel::allow_tables_to_appear_in_same_query!(reviewers, accounts);
diesel::allow_tables_to_appear_in_same_query!(calls, accounts);

diesel::table! {
    quiet_reviewers (account_id) {
        account_id -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    decisions (id) {
        id -> Text,
        application_id -> Text,
        seq -> Integer,
        outcome -> Text,
        state -> Text,
        rationale -> Text,
        internal -> Text,
        conditions -> Text,
        until -> Nullable<Date>,
        node_id -> Nullable<Text>,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        validated_by -> Nullable<Text>,
        validated_at -> Nullable<Timestamp>,
        notified_at -> Nullable<Timestamp>,
        sitting_id -> Nullable<Text>,
        reopened_because -> Text,
        read_at -> Nullable<Timestamp>,
        letter -> Text,
    }
}

diesel::table! {
    sittings (id) {
        id -> Text,
        call_id -> Text,
        quorum -> Integer,
        opened_by -> Text,
        opened_at -> Timestamp,
        closed_by -> Nullable<Text>,
        closed_at -> Nullable<Timestamp>,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        scenario -> Text,
    }
}

diesel::table! {
    committee_places (application_id) {
        application_id -> Text,
        call_id -> Text,
        place -> Integer,
    }
}

diesel::table! {
    sitting_votes (sitting_id, application_id, account_id) {
        sitting_id -> Text,
        application_id -> Text,
        account_id -> Text,
        mark -> Text,
        vote -> Text,
        cast_at -> Timestamp,
    }
}

diesel::table! {
    sitting_minutes (sitting_id, application_id) {
        sitting_id -> Text,
        application_id -> Text,
        body -> Text,
        lock_version -> Integer,
        saved_by -> Text,
        saved_at -> Timestamp,
    }
}

diesel::table! {
    sitting_presences (sitting_id, account_id, came_at) {
        sitting_id -> Text,
        account_id -> Text,
        came_at -> Timestamp,
        left_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sitting_recusals (sitting_id, application_id, account_id) {
        sitting_id -> Text,
        application_id -> Text,
        account_id -> Text,
        noted_at -> Timestamp,
    }
}

diesel::table! {
    emergency_accesses (id) {
        id -> Text,
        call_id -> Text,
        account_id -> Text,
        reason -> Text,
        opened_at -> Timestamp,
        ends_at -> Timestamp,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    appeals (id) {
        id -> Text,
        decision_id -> Text,
        application_id -> Text,
        state -> Text,
        grounds -> Text,
        filed_by -> Text,
        filed_at -> Timestamp,
        handled_by -> Nullable<Text>,
        taken_at -> Nullable<Timestamp>,
        admitted_at -> Nullable<Timestamp>,
        answer -> Text,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    letter_batches (id) {
        id -> Text,
        call_id -> Text,
        sha256 -> Text,
        letters -> Integer,
        made_by -> Text,
        made_at -> Timestamp,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        leaves_at -> Nullable<Timestamp>,
        stopped_at -> Nullable<Timestamp>,
        stopped_because -> Text,
        sent_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    portfolios (id) {
        id -> Text,
        call_id -> Text,
        name -> Text,
        applications -> Text,
        made_by -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    labels (id) {
        id -> Text,
        node_id -> Text,
        application_id -> Text,
        decision_id -> Text,
        kind -> Text,
        state -> Text,
        starts_on -> Date,
        ends_on -> Date,
        mentor_id -> Nullable<Text>,
        reason -> Text,
        noticed_at -> Nullable<Timestamp>,
        changed_at -> Timestamp,
        reminded -> Nullable<Integer>,
        trajectory_until -> Nullable<Date>,
        shadow_days -> Integer,
    }
}

diesel::table! {
    label_conditions (id) {
        id -> Text,
        label_id -> Text,
        position -> Integer,
        body -> Text,
        due_on -> Date,
        state -> Text,
        proof -> Text,
        shown_by -> Nullable<Text>,
        shown_at -> Nullable<Timestamp>,
        remark -> Text,
        lifted_by -> Nullable<Text>,
        lifted_on -> Nullable<Date>,
        reminded -> Integer,
        proof_sha256 -> Nullable<Text>,
        proof_name -> Text,
    }
}

diesel::table! {
    label_opinions (label_id, ticket_id) {
        label_id -> Text,
        ticket_id -> Text,
        agrees -> Bool,
        said_at -> Timestamp,
    }
}

diesel::table! {
    label_months (label_id, indicator, month) {
        label_id -> Text,
        indicator -> Text,
        month -> Date,
        formula -> Integer,
        value -> Nullable<BigInt>,
    }
}

diesel::table! {
    label_reports (id) {
        id -> Text,
        label_id -> Text,
        year -> Integer,
        starts_on -> Date,
        ends_on -> Date,
        due_on -> Date,
        state -> Text,
        figures -> Text,
        said -> Text,
        disputed -> Text,
        filed_by -> Nullable<Text>,
        filed_at -> Nullable<Timestamp>,
        answer -> Text,
        read_by -> Nullable<Text>,
        read_at -> Nullable<Timestamp>,
        reminded -> Integer,
        reason -> Text,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    label_renewals (id) {
        id -> Text,
        label_id -> Text,
        state -> Text,
        said -> Text,
        asked_by -> Text,
        asked_at -> Timestamp,
        ended_on -> Date,
        ends_on -> Nullable<Date>,
        answer -> Text,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    commitments (label_id, position) {
        label_id -> Text,
        position -> Integer,
        indicator -> Text,
        label -> Text,
        target -> Text,
        context -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(decisions, applications);
diesel::allow_tables_to_appear_in_same_query!(decisions, application_people);
diesel::allow_tables_to_appear_in_same_query!(decisions, accounts);
diesel::allow_tables_to_appear_in_same_query!(decisions, nodes);
diesel::allow_tables_to_appear_in_same_query!(decisions, calls);
diesel::allow_tables_to_appear_in_same_query!(decisions, labels);
diesel::allow_tables_to_appear_in_same_query!(sitting_presences, accounts);
diesel::allow_tables_to_appear_in_same_query!(sitting_recusals, accounts);
diesel::allow_tables_to_appear_in_same_query!(sitting_recusals, applications);
diesel::allow_tables_to_appear_in_same_query!(emergency_accesses, accounts);
diesel::allow_tables_to_appear_in_same_query!(appeals, applications);
diesel::allow_tables_to_appear_in_same_query!(appeals, calls);
diesel::allow_tables_to_appear_in_same_query!(appeals, decisions);
diesel::allow_tables_to_appear_in_same_query!(applications, nodes);
diesel::allow_tables_to_appear_in_same_query!(application_people, nodes);
diesel::joinable!(label_conditions -> labels (label_id));
diesel::joinable!(label_reports -> labels (label_id));
diesel::allow_tables_to_appear_in_same_query!(label_conditions, labels);
diesel::allow_tables_to_appear_in_same_query!(label_reports, labels);
diesel::allow_tables_to_appear_in_same_query!(labels, nodes);
diesel::allow_tables_to_appear_in_same_query!(labels, applications);
diesel::allow_tables_to_appear_in_same_query!(labels, calls);

diesel::table! {
    conventions (id) {
        id -> Text,
        slug -> Text,
        kind -> Text,
        concerns -> Text,
        title_fr -> Text,
        title_en -> Text,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    convention_versions (id) {
        id -> Text,
        convention_id -> Text,
        number -> Integer,
        note_fr -> Text,
        note_en -> Text,
        sha256 -> Nullable<Text>,
        file_name -> Text,
        published_by -> Text,
        published_at -> Timestamp,
        earlier_until -> Nullable<Date>,
    }
}

diesel::table! {
    convention_signatures (id) {
        id -> Text,
        version_id -> Text,
        institution -> Text,
        signatory -> Text,
        capacity -> Text,
        signed_on -> Date,
        expires_on -> Nullable<Date>,
        sha256 -> Nullable<Text>,
        file_name -> Text,
        recorded_by -> Text,
        recorded_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        reason -> Text,
        reminded -> Nullable<Integer>,
    }
}

diesel::table! {
    spaces (id) {
        id -> Text,
        slug -> Text,
        institution -> Text,
        name -> Text,
        description_fr -> Text,
        description_en -> Text,
        perimeter -> Text,
        storage_gb -> Nullable<Integer>,
        contact -> Text,
        state -> Text,
        since -> Timestamp,
        alias -> Nullable<Text>,
        node_id -> Nullable<Text>,
        opens_on -> Nullable<Date>,
        opened_at -> Nullable<Timestamp>,
        requested_by -> Text,
        requested_at -> Timestamp,
        administrators -> Integer,
        curators -> Integer,
        reason -> Text,
        data_goes -> Text,
        successor_id -> Nullable<Text>,
        unsure -> Bool,
    }
}

diesel::table! {
    space_arrivals (id) {
        id -> Text,
        path -> Text,
        email -> Text,
        name -> Text,
        language -> Text,
        token_sha256 -> Text,
        made_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    institution_wishes (id) {
        id -> Text,
        name -> Text,
        ror -> Nullable<Text>,
        email -> Text,
        asked_by -> Text,
        language -> Text,
        asked_at -> Timestamp,
        institution -> Nullable<Text>,
        done_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    space_checks (space_id, item) {
        space_id -> Text,
        item -> Text,
        owner_id -> Nullable<Text>,
        due_on -> Nullable<Date>,
        note -> Text,
        done_by -> Nullable<Text>,
        done_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    space_questions (id) {
        id -> Text,
        space_id -> Text,
        body -> Text,
        asked_by -> Text,
        asked_at -> Timestamp,
        answer -> Text,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        reminded -> Integer,
    }
}

diesel::table! {
    space_people (id) {
        id -> Text,
        space_id -> Text,
        role -> Text,
        name -> Text,
        email -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        added_by -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    space_figures (space_id, month) {
        space_id -> Text,
        month -> Date,
        datasets -> BigInt,
        files -> BigInt,
        downloads -> BigInt,
        last_deposit_on -> Nullable<Date>,
        via -> Text,
        told_by -> Text,
        told_at -> Timestamp,
    }
}

diesel::joinable!(convention_versions -> conventions (convention_id));
diesel::joinable!(convention_signatures -> convention_versions (version_id));
diesel::joinable!(space_questions -> spaces (space_id));
diesel::joinable!(space_people -> spaces (space_id));
diesel::joinable!(space_figures -> spaces (space_id));
diesel::allow_tables_to_appear_in_same_query!(
    conventions,
    convention_versions,
    convention_signatures
);
diesel::joinable!(space_checks -> spaces (space_id));
diesel::allow_tables_to_appear_in_same_query!(spaces, space_checks);
diesel::allow_tables_to_appear_in_same_query!(spaces, space_questions);
diesel::allow_tables_to_appear_in_same_query!(spaces, space_people);
diesel::allow_tables_to_appear_in_same_query!(spaces, space_figures);
diesel::allow_tables_to_appear_in_same_query!(spaces, nodes);
diesel::allow_tables_to_appear_in_same_query!(application_partners, calls);
diesel::allow_tables_to_appear_in_same_query!(attendance, courses);

diesel::table! {
    bodies (id) {
        id -> Text,
        slug -> Text,
        code -> Text,
        kind -> Text,
        name_fr -> Text,
        name_en -> Text,
        mandate_fr -> Text,
        mandate_en -> Text,
        quorum -> Integer,
        made_at -> Timestamp,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    body_seats (id) {
        id -> Text,
        body_id -> Text,
        account_id -> Text,
        capacity -> Text,
        votes -> Bool,
        institution -> Nullable<Text>,
        quality -> Text,
        alternate_of -> Nullable<Text>,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    body_meetings (id) {
        id -> Text,
        body_id -> Text,
        state -> Text,
        title -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        place -> Text,
        join_url -> Text,
        sequence -> Integer,
        convened_at -> Nullable<Timestamp>,
        circulated_at -> Nullable<Timestamp>,
        approved_at -> Nullable<Timestamp>,
        published_at -> Nullable<Timestamp>,
        reason -> Text,
        lock_version -> Integer,
        title_en -> Text,
        quorum_votes -> Nullable<Integer>,
        quorum_there -> Nullable<Integer>,
        quorum_needed -> Nullable<Integer>,
    }
}

diesel::table! {
    agenda_items (id) {
        id -> Text,
        meeting_id -> Text,
        position -> Integer,
        kind -> Text,
        title -> Text,
        minutes -> Nullable<Integer>,
        reserved -> Bool,
        public_minutes -> Text,
        private_minutes -> Text,
        title_en -> Text,
        public_minutes_en -> Text,
        private_minutes_en -> Text,
    }
}

diesel::table! {
    meeting_documents (id) {
        id -> Text,
        meeting_id -> Text,
        item_id -> Nullable<Text>,
        sha256 -> Text,
        name -> Text,
        public -> Bool,
        added_at -> Timestamp,
    }
}

diesel::table! {
    meeting_presences (meeting_id, seat_id) {
        meeting_id -> Text,
        seat_id -> Text,
        answer -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
        presence -> Nullable<Text>,
        note -> Text,
    }
}

diesel::table! {
    minutes_remarks (id) {
        id -> Text,
        meeting_id -> Text,
        account_id -> Text,
        body -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    resolutions (id) {
        id -> Text,
        reference -> Text,
        body_id -> Text,
        meeting_id -> Text,
        item_id -> Nullable<Text>,
        outcome -> Text,
        title -> Text,
        body -> Text,
        private_note -> Text,
        public -> Bool,
        votes_for -> Nullable<Integer>,
        votes_against -> Nullable<Integer>,
        votes_abstained -> Nullable<Integer>,
        owner_id -> Nullable<Text>,
        due_on -> Nullable<Date>,
        done_on -> Nullable<Date>,
        done_note -> Text,
        superseded_by -> Nullable<Text>,
        made_at -> Timestamp,
        reminded_at -> Nullable<Timestamp>,
        title_en -> Text,
        body_en -> Text,
        quorum_reason -> Text,
        done_note_en -> Text,
    }
}

diesel::table! {
    resolution_links (id) {
        id -> Text,
        resolution_id -> Text,
        address -> Text,
        title -> Text,
    }
}

diesel::table! {
    resolution_search (id) {
        id -> Text,
        position -> BigInt,
    }
}

diesel::joinable!(body_seats -> bodies (body_id));
diesel::joinable!(body_seats -> accounts (account_id));
diesel::joinable!(body_meetings -> bodies (body_id));
diesel::joinable!(meeting_documents -> stored_files (sha256));
diesel::joinable!(resolutions -> bodies (body_id));
diesel::joinable!(resolutions -> body_meetings (meeting_id));
diesel::joinable!(resolution_links -> resolutions (resolution_id));
diesel::joinable!(minutes_remarks -> accounts (account_id));
diesel::joinable!(meeting_presences -> body_seats (seat_id));
diesel::allow_tables_to_appear_in_same_query!(bodies, body_seats);
diesel::allow_tables_to_appear_in_same_query!(bodies, accounts);
diesel::allow_tables_to_appear_in_same_query!(bodies, body_meetings);
diesel::allow_tables_to_appear_in_same_query!(bodies, resolutions);
diesel::allow_tables_to_appear_in_same_query!(body_seats, accounts);
diesel::allow_tables_to_appear_in_same_query!(body_seats, body_meetings);
diesel::allow_tables_to_appear_in_same_query!(body_seats, meeting_presences);
diesel::allow_tables_to_appear_in_same_query!(meeting_presences, accounts);
diesel::allow_tables_to_appear_in_same_query!(meeting_presences, bodies);
diesel::allow_tables_to_appear_in_same_query!(meeting_presences, body_meetings);
diesel::allow_tables_to_appear_in_same_query!(body_meetings, resolutions);
diesel::allow_tables_to_appear_in_same_query!(body_meetings, accounts);
diesel::allow_tables_to_appear_in_same_query!(body_meetings, minutes_remarks);
diesel::allow_tables_to_appear_in_same_query!(minutes_remarks, accounts);
diesel::allow_tables_to_appear_in_same_query!(resolutions, accounts);
diesel::allow_tables_to_appear_in_same_query!(resolutions, resolution_links);
diesel::allow_tables_to_appear_in_same_query!(resolutions, resolution_search);
diesel::allow_tables_to_appear_in_same_query!(resolution_links, body_meetings);
diesel::allow_tables_to_appear_in_same_query!(resolution_links, bodies);
diesel::allow_tables_to_appear_in_same_query!(meeting_documents, stored_files);
diesel::allow_tables_to_appear_in_same_query!(meeting_documents, body_meetings);
diesel::allow_tables_to_appear_in_same_query!(meeting_documents, agenda_items);
diesel::allow_tables_to_appear_in_same_query!(agenda_items, stored_files);
diesel::allow_tables_to_appear_in_same_query!(agenda_items, body_meetings);
diesel::allow_tables_to_appear_in_same_query!(stored_files, body_meetings);
diesel::allow_tables_to_appear_in_same_query!(resolutions, agenda_items);
diesel::allow_tables_to_appear_in_same_query!(resolution_search, body_meetings);

diesel::table! {
    news_posts (id) {
        id -> Text,
        slug -> Text,
        node_id -> Nullable<Text>,
        title_fr -> Text,
        summary_fr -> Text,
        body_fr -> Text,
        title_en -> Text,
        summary_en -> Text,
        body_en -> Text,
        regions -> Text,
        disciplines -> Text,
        publish_at -> Nullable<Timestamp>,
        created_by -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        lock_version -> Integer,
    }
}

diesel::table! {
    news_subscriptions (id) {
        id -> Text,
        email -> Text,
        language -> Text,
        regions -> Text,
        disciplines -> Text,
        since -> Nullable<Timestamp>,
        asked_regions -> Text,
        asked_disciplines -> Text,
        asked_at -> Nullable<Timestamp>,
        digested_on -> Nullable<Date>,
    }
}

diesel::table! {
    news_tellings (subscription_id, post_id) {
        subscription_id -> Text,
        post_id -> Text,
    }
}

diesel::joinable!(news_posts -> nodes (node_id));
diesel::allow_tables_to_appear_in_same_query!(news_posts, nodes);
diesel::allow_tables_to_appear_in_same_query!(news_posts, news_tellings);
diesel::allow_tables_to_appear_in_same_query!(news_subscriptions, news_tellings);

diesel::table! {
    freshness_requests (node_id) {
        node_id -> Text,
        about -> Timestamp,
        asked_at -> Timestamp,
    }
}

diesel::table! {
    freshness_checks (month, node_id) {
        month -> Date,
        node_id -> Text,
        verdict -> Text,
        note -> Text,
        checked_by -> Text,
        checked_at -> Timestamp,
    }
}

diesel::table! {
    freshness_samples (month, node_id) {
        month -> Date,
        node_id -> Text,
    }
}

diesel::joinable!(freshness_checks -> accounts (checked_by));
diesel::allow_tables_to_appear_in_same_query!(freshness_checks, accounts);
diesel::allow_tables_to_appear_in_same_query!(freshness_checks, nodes);
diesel::allow_tables_to_appear_in_same_query!(freshness_requests, nodes);

diesel::table! {
    key_figures (month, code) {
        month -> Date,
        code -> Text,
        value -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(webhooks, nodes);

// Vocabularies as the network says them
diesel::table! {
    term_changes (vocabulary, code) {
        vocabulary -> Text,
        code -> Text,
        label_fr -> Text,
        label_en -> Text,
        retired_at -> Nullable<Timestamp>,
        replaced_by -> Nullable<Text>,
    }
}

// Words of the first page
diesel::table! {
    site_texts (name) {
        name -> Text,
        text_fr -> Text,
        text_en -> Text,
    }
}

// How long things are kept
diesel::table! {
    retention_policies (name) {
        name -> Text,
        choice -> Text,
    }
}

diesel::table! {
    retention_terms (term) {
        term -> Text,
        length -> Integer,
    }
}

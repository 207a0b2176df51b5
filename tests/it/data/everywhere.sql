-- A row in each table that a life does not come by. In braces: who she is, somebody else, their things; {new} is a new id
-- each time, {now} a moment, {day} a day to come.
-- When they work and when they do not.
INSERT INTO staff_absences (id, account_id, starts_on, ends_on, announced_by, announced_at) VALUES ({new}, {who}, {day}, {day}, {who}, {now});
INSERT INTO staff_absences (id, account_id, starts_on, ends_on, stand_in_id, announced_by, announced_at) VALUES ({new}, {other}, {day}, {day}, {who}, {other}, {now});
INSERT INTO handover_notes (id, node_id, author_id, body, written_at, shown_until) VALUES ({note}, {node}, {who}, {said}, {now}, {day});
INSERT INTO handover_notes (id, node_id, author_id, body, written_at, shown_until) VALUES ({new}, {node}, {other}, {said}, {now}, {day});
INSERT INTO handover_note_readings (note_id, account_id, read_at) VALUES ({note}, {who}, {now});
INSERT INTO duties (id, node_id, account_id, starts_on, ends_on) VALUES ({new}, {node}, {who}, '2026-03-02', '2026-03-08');
INSERT INTO duties (id, node_id, account_id, starts_on, ends_on) VALUES ({duty}, {node}, {who}, {day}, {day});
INSERT INTO duty_swaps (id, node_id, duty_id, asked_by, asked_of, asked_at) VALUES ({new}, {node}, {duty}, {who}, {other}, {now});
INSERT INTO rota_feeds (id, account_id, node_id, made_at) VALUES ({new}, {who}, {node}, {now});
INSERT INTO digest_choices (account_id, from_hour) VALUES ({who}, 7);
INSERT INTO digests (account_id, day, made_at) VALUES ({who}, {day}, {now});
-- What they look at and follow.
INSERT INTO saved_views (id, owner_id, name, query, position, created_by, created_at) VALUES ({new}, {who}, {said}, 'q=a', 1, {who}, {now});
INSERT INTO saved_views (id, node_id, name, query, position, created_by, created_at) VALUES ({new}, {node}, 'Son nom', 'q={percent}', 2, {other}, {now});
INSERT INTO ticket_colleagues (id, ticket_id, name, email, added_at) VALUES ({new}, {ticket}, {name}, '{email}', {now});
INSERT INTO ticket_followers (ticket_id, account_id, follows, since) VALUES ({ticket}, {who}, TRUE, {now});
INSERT INTO merge_carried (ticket_id, kind, thing) VALUES ({ticket}, 'follower', {who});
INSERT INTO mentions (message_id, account_id, ticket_id, created_at) VALUES ({message}, {who}, {ticket}, {now});
INSERT INTO mail_choices (account_id, mentions, followed) VALUES ({who}, TRUE, TRUE);
INSERT INTO presences (ticket_id, account_id, writing, seen_at) VALUES ({ticket}, {who}, TRUE, {now});
INSERT INTO readings (id, ticket_id, account_id, door, read_at) VALUES ({new}, {ticket}, {who}, 'page', {now});
INSERT INTO sign_in_links (id, account_id, token_hash, created_at, expires_at) VALUES ({new}, {who}, {new}, {now}, {day});
INSERT INTO api_tokens (id, account_id, token_hash, scope, created_at) VALUES ({new}, {who}, {new}, 'read', {now});
-- What they did in tickets, and what was said of them there.
INSERT INTO messages (id, ticket_id, kind, author_kind, author_id, author_name, via, body, created_at, reach) VALUES ({new}, {ticket}, 'public', 'staff', {who}, {name}, 'page', 'Bonjour', {now}, 'node');
INSERT INTO tags (id, node_id, label, folded, created_by, created_at) VALUES ({tag}, {node}, {name}, 'zelie quintrebec', {who}, {now});
INSERT INTO tags (id, node_id, label, folded, created_by, created_at) VALUES ({new}, {node}, {name}, 'quintrebec zelie', {other}, {now});
INSERT INTO ticket_tags (ticket_id, tag_id, tagged_by, tagged_at) VALUES ({ticket}, {tag}, {who}, {now});
INSERT INTO checklist_steps (id, node_id, topic, label_fr, label_en, position, created_at) VALUES ({step}, {node}, {topic}, {said}, {said}, 1, {now});
INSERT INTO ticket_steps (ticket_id, step_id, ticked_by, ticked_at) VALUES ({ticket}, {step}, {who}, {now});
INSERT INTO time_notes (id, ticket_id, node_id, account_id, minutes, word, spent_on, created_at) VALUES ({new}, {ticket}, {node}, {who}, 5, {said}, {day}, {now});
INSERT INTO ticket_links (id, from_ticket, to_ticket, kind, made_by, made_at) VALUES ({new}, {ticket}, {first}, 'related', {who}, {now});
INSERT INTO handovers (id, ticket_id, kind, from_node, to_node, sees, reason, begun_by, begun_at, answer) VALUES ({new}, {ticket}, 'consultation', {node}, {elsewhere}, 'thread', {said}, {who}, {now}, {said});
INSERT INTO bridge_threads (ticket_id, node_id, mail_ids, tags, opened_at) VALUES ({ticket}, {node}, '<1.{email}>', {said}, {now});
INSERT INTO bridges (node_id, epoch, failing_since, failure) VALUES ({elsewhere}, 1, {now}, '550 {email} unknown');
UPDATE routing_decisions SET reason = {said}, account_id = {who} WHERE ticket_id = {ticket};
-- What the network says.
INSERT INTO coverage_proposals (id, node_id, state, rows, comment, proposed_by, proposed_at, reason) VALUES ({new}, {node}, 'proposed', '[]', {said}, {who}, {now}, {said});
INSERT INTO node_revisions (id, node_id, replaced_at, replaced_by, profile) VALUES ({new}, {node}, {now}, {who}, '{"help_email":"{email}"}');
INSERT INTO node_status_periods (id, node_id, status, starts_on, note) VALUES ({new}, {elsewhere}, 'active', {day}, {said});
UPDATE nodes SET opening_note_fr = {said} WHERE id = {elsewhere};
INSERT INTO answer_templates (id, node_id, name, body_fr, body_en, terms, uses, created_by, created_at, updated_at, lock_version) VALUES ({template}, {node}, {said}, {said}, {said}, 'voir zelie quintrebec', 0, {who}, {now}, {now}, 1);
INSERT INTO answer_variants (template_id, institution, body_fr, body_en) VALUES ({template}, {institution}, {said}, {said});
INSERT INTO articles (id, slug, node_id, useful, not_useful, insertions, title_terms, body_terms, created_by, created_at) VALUES ({article}, 'zelie-quintrebec-et-ses-donnees', {node}, 0, 0, 0, 'zelie quintrebec', 'zelie quintrebec', {who}, {now});
INSERT INTO article_versions (id, article_id, number, state, title_fr, body_fr, title_en, body_en, topic_codes, discipline_codes, review_months, change_note, author_id, created_at, updated_at, return_reason, end_reason, lock_version, published_at, approved_by) VALUES ({version}, {article}, 1, 'published', {said}, {said}, {said}, {said}, '', '', 12, {said}, {who}, {now}, {now}, {said}, {said}, 1, {now}, {other});
INSERT INTO article_writers (version_id, account_id) VALUES ({version}, {who});
INSERT INTO article_variants (version_id, institution, body_fr, body_en) VALUES ({version}, {institution}, {said}, {said});
-- What goes to other programs.
INSERT INTO webhooks (id, node_id, url, name, events, secret_version, made_by, made_at) VALUES ({hook}, {node}, 'https://recevoir.example/?de={email}', {said}, 'ticket.close', 1, {who}, {now});
INSERT INTO webhook_deliveries (id, webhook_id, event, ticket_id, payload, state, attempts, due_at, queued_at, response, error) VALUES ({new}, {hook}, 'ticket.close', {ticket}, '{"by":"{plain}"}', 'delivered', 1, {now}, {now}, {said}, {said});
INSERT INTO outbox (id, template, language, to_name, to_email, payload, message_id, reference_ids, dedup_key, state, attempts, due_at, queued_at, last_error, sent_at) VALUES ({mail}, 'note', 'fr', 'Omar', 'omar@exemple.example', '{"by":"{plain}"}', '<42@maillage.example>', '', 'x:{email}', 'sent', 1, {now}, {now}, '550 {email}', {now});
INSERT INTO stored_files (sha256, bytes, media_type, stored_at) VALUES ('00', 1, 'text/plain', {now});
INSERT INTO outbox_files (mail_id, position, sha256, name) VALUES ({mail}, 1, '00', 'cv_Zelie-Quintrebec.pdf');
INSERT INTO idempotency_keys (owner, key, request_hash, status, body, created_at) VALUES ({new}, {new}, {new}, 201, '{"asker":"{plain}"}', {now});
-- Requests and lists.
INSERT INTO destruction_lists (id, state, closed_before, tickets, made_at, decided_by, decided_at, reason) VALUES ({new}, 'refused', {now}, 1, {now}, {who}, {now}, {said});
INSERT INTO privacy_requests (id, kind, state, email, reason, language, made_at, found) VALUES ({new}, 'export', 'asked', '{email}', {said}, 'fr', {now}, '{}');
INSERT INTO audit_events (id, at, actor_kind, account_id, action, subject_kind, subject_id, detail) VALUES ({new}, {now}, 'account', {who}, 'account.rename', 'account', {who}, '{"to":"{plain}"}');
INSERT INTO archivists (account_id, given_by, given_at) VALUES ({who}, {other}, {now});
INSERT INTO materials (id, slug, node_id, doi, created_by, created_at, withdrawn_reason) VALUES ({material}, 'zelie-quintrebec-et-ses-supports', {node}, '10.1234/zelie-quintrebec', {who}, {now}, {said});
INSERT INTO material_versions (id, material_id, number, state, title, summary, title_fr, summary_fr, title_en, summary_en, languages, keywords, kind, level, licence, contact, accessibility, doi, change_note, author_id, created_at, updated_at, published_by, published_at) VALUES ({edition}, {material}, 1, 'published', {said}, {said}, {said}, {said}, {said}, {said}, 'fr', {name}, 'slides', 'beginner', 'CC-BY-4.0', '{email}', {said}, '10.1234/zelie-quintrebec.1', {said}, {who}, {now}, {now}, {who}, {now});
INSERT INTO material_people (version_id, position, role, name, affiliation) VALUES ({edition}, 0, 'author', {name}, {said});
INSERT INTO material_points (version_id, kind, position, body) VALUES ({edition}, 'outcome', 0, {said});
INSERT INTO stored_files (sha256, bytes, media_type, stored_at) VALUES ('abababababababababababababababababababababababababababababababab', 1, 'application/pdf', {now});
INSERT INTO material_files (id, version_id, position, sha256, name, alt_text) VALUES ({new}, {edition}, 0, 'abababababababababababababababababababababababababababababababab', 'zelie-quintrebec.pdf', {said});
INSERT INTO material_links (version_id, position, url, url_norm, title) VALUES ({edition}, 0, 'https://exemple.fr/zelie-quintrebec', 'exemple.fr/zelie-quintrebec', {said});
INSERT INTO link_checks (url_norm, url, due_at) VALUES ('exemple.fr/zelie-quintrebec', 'https://exemple.fr/zelie-quintrebec', {now});
INSERT INTO ticket_materials (ticket_id, material_id, used_by, used_at) VALUES ({ticket}, {material}, {who}, {now});
INSERT INTO certifications (id, version_id, grid, state, requested_by, requested_at, decided_at, expires_on, reason) VALUES ({label}, {edition}, 1, 'suspended', {who}, {now}, {now}, {day}, {said});
INSERT INTO certification_reviews (certification_id, place, reviewer_id, node_id, verdict, comment, taken_at, submitted_at) VALUES ({label}, 1, {who}, {elsewhere}, 'certify', {said}, {now}, {now});
INSERT INTO certification_answers (certification_id, place, criterion, value, comment) VALUES ({label}, 1, 'accuracy_correct', 'yes', {said});
-- What she teaches and learns.
INSERT INTO courses (id, slug, node_id, state, title_fr, summary_fr, outcomes_fr, prerequisites_fr, title_en, summary_en, outcomes_en, prerequisites_en, folded, created_by, created_at, updated_at, published_at) VALUES ({course}, 'la-formation-de-zelie-quintrebec', {node}, 'published', {said}, {said}, {said}, {said}, {said}, {said}, {said}, {said}, 'zelie quintrebec', {who}, {now}, {now}, {now});
INSERT INTO course_sessions (id, course_id, node_id, state, title, mode, language, zone, place, join_url, practical, starts_at, ends_at, reason, created_by, created_at, updated_at, published_at) VALUES ({session}, {course}, {node}, 'published', {said}, 'online', 'fr', 'Europe/Paris', {said}, 'https://visio.exemple.fr/zelie-quintrebec', {said}, '2026-04-01 12:00:00', '2026-04-01 14:00:00', {said}, {who}, {now}, {now}, {now});
INSERT INTO session_meetings (id, session_id, position, title, place, starts_local, ends_local, starts_at, ends_at) VALUES ({meeting}, {session}, 1, {said}, {said}, '2026-04-01T14:00', '2026-04-01T16:00', '2026-04-01 12:00:00', '2026-04-01 14:00:00');
INSERT INTO gone_meetings (id, session_id, title, place, starts_at, ends_at, sequence, gone_at) VALUES ({new}, {session}, {said}, {said}, '2026-04-02 12:00:00', '2026-04-02 14:00:00', 1, {now});
INSERT INTO session_trainers (session_id, position, name, folded, affiliation) VALUES ({session}, 0, {name}, 'zelie quintrebec', {said});
INSERT INTO session_questions (id, session_id, position, label) VALUES ({question}, {session}, 0, {said});
INSERT INTO seat_pools (id, session_id, mode, capacity) VALUES ({pool}, {session}, 'online', 1);
INSERT INTO seats (pool_id, number) VALUES ({pool}, 1);
INSERT INTO enrolments (id, session_id, pool_id, state, place, seat, form_id, name, email, language, institution_typed, reason, created_at, changed_at) VALUES ({part}, {session}, {pool}, 'confirmed', 1, 1, {new}, {name}, '{email}', 'fr', {said}, {said}, {now}, {now});
INSERT INTO enrolments (id, session_id, pool_id, state, place, form_id, name, email, language, added_by, created_at, changed_at) VALUES ({past}, {session}, {pool}, 'cancelled', 2, {new}, 'Omar', 'omar@exemple.example', 'fr', {who}, {now}, {now});
INSERT INTO calendar_feeds (id, email, language, name, token_sha256, made_at) VALUES ({new}, '{email}', 'fr', {said}, {new}, {now});
INSERT INTO course_alerts (id, course_id, email, language, online, since) VALUES ({new}, {course}, '{email}', 'fr', TRUE, {now});
INSERT INTO enrolment_answers (enrolment_id, question_id, body) VALUES ({part}, {question}, {said});
INSERT INTO attendance (meeting_id, enrolment_id, state, marked_by, marked_at) VALUES ({meeting}, {past}, 'present', {who}, {now});
INSERT INTO certificates (id, enrolment_id, name, title, node, language, starts_on, ends_on, minutes, issued_by, issued_at, reason) VALUES ({new}, {part}, {name}, {said}, {said}, 'fr', {day}, {day}, 180, {who}, {now}, {said});
INSERT INTO survey_turns (enrolment_id) VALUES ({part});
INSERT INTO survey_answers (id, session_id, useful, level, pace, apply, comment) VALUES ({new}, {session}, 5, 3, 3, 4, {said});
-- What she calls for, and asks of calls.
INSERT INTO questionnaire_versions (id, questionnaire_id, number, state, definition, sha256, updated_by, updated_at, published_at) VALUES ({form}, {new}, 1, 'published', '{"format":1,"sections":[{"key":"a","title":{"fr":"Voir avec {plain}"}}]}', 'seal', {who}, {now}, {now});
INSERT INTO call_series (id, code, title_fr, title_en) VALUES ({series}, 'AMIZ', {said}, {said});
INSERT INTO calls (id, series_id, reference, slug, state, title_fr, summary_fr, body_fr, notice_fr, contact, zone, questionnaire_id, version_id, created_by, created_at, updated_at, reason) VALUES ({call}, {series}, 'AMIZ-2026-1', 'appel-de-zelie-quintrebec', 'cancelled', {said}, {said}, {said}, {said}, '{email}', 'Europe/Paris', {new}, {form}, {who}, {now}, {now}, {said});
INSERT INTO call_roles (call_id, account_id, role, given_by, given_at) VALUES ({call}, {who}, 'coordinator', {other}, {now});
INSERT INTO call_extensions (id, call_id, closed_at, closes_at, reason, granted_by, granted_at) VALUES ({new}, {call}, '2026-03-01 09:00:00', {now}, {said}, {who}, {now});
INSERT INTO call_questions (id, call_id, name, email, language, asked, body, answer, asked_at, answered_by, answered_at) VALUES ({new}, {call}, {name}, '{email}', 'fr', {said}, {said}, {said}, {now}, {who}, {now});
INSERT INTO applications (id, call_id, version_id, reference, title, state, current_seq, created_by, created_at, saved_at, saved_by, withdrawn_at, reason) VALUES ({bid}, {call}, {form}, 'AMIZ-2026-1-001', {said}, 'withdrawn', 1, {who}, {now}, {now}, {who}, {now}, {said});
INSERT INTO application_partners (id, application_id, institution, role, state, fte, added_by, added_at) VALUES ({partner}, {bid}, {institution}, 'lead', 'confirmed', 100, {who}, {now});
INSERT INTO application_people (id, application_id, account_id, role, partner_id, granted_by, granted_at) VALUES ({new}, {bid}, {who}, 'owner', {partner}, {who}, {now});
INSERT INTO application_invitations (id, call_id, application_id, partner_id, email, name, language, role, token_sha256, made_by, made_at, expires_at) VALUES ({new}, {call}, {bid}, {partner}, '{email}', {name}, 'fr', 'editor', {new}, {who}, {now}, {now});
INSERT INTO application_answers (application_id, field_key, value, updated_by, updated_at) VALUES ({bid}, 'a', '"{plain}"', {who}, {now});
INSERT INTO application_rows (application_id, block_key, row_id, position) VALUES ({bid}, 'b', 'r1', 1);
INSERT INTO submissions (id, application_id, seq, version_id, document, sha256, received_at, committed_at, deadline, within_grace, submitted_by, receipt) VALUES ({new}, {bid}, 1, {form}, '{"title":"{plain}"}', 'seal', {now}, {now}, {now}, FALSE, {who}, 'AMIZ-2026-1-001/1');

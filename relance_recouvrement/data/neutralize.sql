-- On a copy of a production database nothing can leave.
UPDATE mail_mail
   SET state = 'cancel'
 WHERE state IN ('outgoing', 'exception')
   AND (id IN (SELECT mail_id FROM relance_delivery WHERE mail_id IS NOT NULL)
        OR mail_message_id IN (SELECT id FROM mail_message
                                WHERE model LIKE 'relance.%'));

UPDATE mail_mail
   SET state = 'cancel', body_html = NULL
 WHERE id IN (SELECT mail_id FROM relance_procedure_access WHERE mail_id IS NOT NULL);

UPDATE relance_procedure_access
   SET token_hash = NULL,
       revoked_date = now() AT TIME ZONE 'UTC',
       revoked_reason = 'Base neutralisée'
 WHERE revoked_date IS NULL;

UPDATE relance_delivery
   SET state = 'cancelled', failure_reason = 'Base neutralisée'
 WHERE state IN ('pending', 'to_post', 'queued');

UPDATE relance_reminder
   SET state = 'cancelled', cancel_reason = 'Base neutralisée'
 WHERE state IN ('to_confirm', 'queued');

UPDATE ir_cron
   SET active = FALSE
 WHERE ir_actions_server_id IN (
       SELECT server.id
         FROM ir_act_server server
         JOIN ir_model model ON model.id = server.model_id
        WHERE model.model = 'relance.engine'
       );

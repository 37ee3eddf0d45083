// The tables of after-sales.
//
// Choices are checked by OR, not by IN, as in the orders' tables.

import Kernel
import Storage

let afterSalesMigrations = [
    Migration(
        module: "service", number: 1, name: "create-tickets",
        sql: """
            CREATE TABLE sla_policies (
                \(Migration.recordColumns),
                name TEXT,
                type TEXT CHECK (type = 'quality' OR type = 'inquiry' OR type = 'complaint' OR type = 'delivery' OR type = 'other'),
                priority TEXT CHECK (priority = 'urgent' OR priority = 'high' OR priority = 'normal' OR priority = 'low'),
                response_hours INTEGER NOT NULL CHECK (response_hours > 0),
                resolve_hours INTEGER NOT NULL CHECK (resolve_hours >= response_hours)
            ) STRICT;
            CREATE UNIQUE INDEX sla_policies_current ON sla_policies (ifnull(type, ''), ifnull(priority, '')) WHERE archived_at IS NULL;

            CREATE TABLE routing_rules (
                \(Migration.recordColumns),
                name TEXT NOT NULL,
                priority INTEGER NOT NULL,
                type TEXT CHECK (type = 'quality' OR type = 'inquiry' OR type = 'complaint' OR type = 'delivery' OR type = 'other'),
                region TEXT,
                category_id INTEGER REFERENCES categories (id),
                department_id INTEGER NOT NULL REFERENCES departments (id),
                assignee_id INTEGER REFERENCES users (id),
                active INTEGER NOT NULL CHECK (active = 0 OR active = 1),
                last_assignee_id INTEGER REFERENCES users (id)
            ) STRICT;

            CREATE TABLE tickets (
                \(Migration.recordColumns),
                number TEXT NOT NULL UNIQUE,
                channel TEXT NOT NULL CHECK (channel = 'phone' OR channel = 'email' OR channel = 'online_chat' OR channel = 'visit'),
                type TEXT NOT NULL CHECK (type = 'quality' OR type = 'inquiry' OR type = 'complaint' OR type = 'delivery' OR type = 'other'),
                priority TEXT NOT NULL CHECK (priority = 'urgent' OR priority = 'high' OR priority = 'normal' OR priority = 'low'),
                customer_id INTEGER NOT NULL REFERENCES customers (id),
                customer_name TEXT NOT NULL,
                order_id INTEGER REFERENCES orders (id),
                product_id INTEGER REFERENCES products (id),
                contact_id INTEGER REFERENCES contacts (id),
                subject TEXT NOT NULL,
                description TEXT,
                department_id INTEGER REFERENCES departments (id),
                assignee_id INTEGER REFERENCES users (id),
                status TEXT NOT NULL CHECK (
                    status = 'new' OR status = 'assigned' OR status = 'in_progress' OR status = 'waiting_customer' OR status = 'resolved'
                    OR status = 'closed'),
                sla_policy_id INTEGER REFERENCES sla_policies (id),
                response_due_at INTEGER,
                responded_at INTEGER,
                response_missed INTEGER NOT NULL CHECK (response_missed = 0 OR response_missed = 1),
                resolve_due_at INTEGER,
                resolved_at INTEGER,
                resolved_by_id INTEGER REFERENCES users (id),
                resolve_missed INTEGER NOT NULL CHECK (resolve_missed = 0 OR resolve_missed = 1),
                clock_started_at INTEGER,
                waiting_since INTEGER,
                waited_minutes INTEGER NOT NULL CHECK (waited_minutes >= 0),
                question TEXT,
                solution TEXT,
                satisfaction_score INTEGER CHECK (satisfaction_score BETWEEN 1 AND 5),
                reopened_by_score INTEGER NOT NULL CHECK (reopened_by_score = 0 OR reopened_by_score = 1),
                no_satisfaction_reason TEXT,
                closed_at INTEGER,
                closed_by_id INTEGER REFERENCES users (id),
                reopen_reason TEXT,
                escalated_at INTEGER,
                escalated_to_id INTEGER REFERENCES users (id),
                response_watch_at INTEGER,
                resolve_watch_at INTEGER,
                external_id TEXT,
                CHECK ((status = 'waiting_customer') = (waiting_since IS NOT NULL))
            ) STRICT;
            CREATE INDEX tickets_customer ON tickets (customer_id);
            CREATE INDEX tickets_order ON tickets (order_id) WHERE order_id IS NOT NULL;
            CREATE INDEX tickets_product ON tickets (product_id) WHERE product_id IS NOT NULL;
            CREATE INDEX tickets_assignee ON tickets (assignee_id, status) WHERE assignee_id IS NOT NULL;
            CREATE INDEX tickets_escalated_to ON tickets (escalated_to_id) WHERE escalated_to_id IS NOT NULL;
            CREATE INDEX tickets_resolve_due ON tickets (resolve_due_at) WHERE resolve_due_at IS NOT NULL;
            CREATE INDEX tickets_response_watch ON tickets (response_watch_at) WHERE response_watch_at IS NOT NULL;
            CREATE INDEX tickets_resolve_watch ON tickets (resolve_watch_at) WHERE resolve_watch_at IS NOT NULL;
            CREATE INDEX tickets_to_close ON tickets (resolved_at) WHERE status = 'resolved';
            CREATE UNIQUE INDEX tickets_external_id ON tickets (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE ticket_assignments (
                id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL REFERENCES tickets (id), position INTEGER NOT NULL,
                at INTEGER NOT NULL,
                assignee_id INTEGER NOT NULL REFERENCES users (id),
                department_id INTEGER REFERENCES departments (id),
                reason TEXT NOT NULL,
                rule_id INTEGER REFERENCES routing_rules (id),
                passed_over TEXT,
                started_at INTEGER,
                started_by_id INTEGER REFERENCES users (id),
                resolved_by_id INTEGER REFERENCES users (id)
            ) STRICT;
            CREATE INDEX ticket_assignments_ticket ON ticket_assignments (ticket_id);

            CREATE TABLE ticket_escalations (
                id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL REFERENCES tickets (id), position INTEGER NOT NULL,
                at INTEGER NOT NULL,
                cause TEXT NOT NULL CHECK (cause = 'response' OR cause = 'resolution' OR cause = 'by_hand'),
                due_at INTEGER,
                to_id INTEGER REFERENCES users (id),
                reason TEXT
            ) STRICT;
            CREATE INDEX ticket_escalations_ticket ON ticket_escalations (ticket_id);

            CREATE TABLE ticket_satisfactions (
                id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL REFERENCES tickets (id), position INTEGER NOT NULL,
                at INTEGER NOT NULL,
                score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
                comment TEXT,
                channel TEXT NOT NULL,
                recorded_by_id INTEGER REFERENCES users (id)
            ) STRICT;
            CREATE INDEX ticket_satisfactions_ticket ON ticket_satisfactions (ticket_id);

            CREATE TABLE service_settings (
                \(Migration.recordColumns),
                response_hours INTEGER NOT NULL CHECK (response_hours > 0),
                resolve_hours INTEGER NOT NULL CHECK (resolve_hours >= response_hours),
                close_days INTEGER NOT NULL CHECK (close_days > 0),
                warranty_months INTEGER NOT NULL CHECK (warranty_months >= 0)
            ) STRICT;
            """),
    Migration(
        module: "service", number: 2, name: "create-service-actions",
        sql: """
            CREATE TABLE service_actions (
                \(Migration.recordColumns),
                number TEXT NOT NULL UNIQUE,
                ticket_id INTEGER NOT NULL REFERENCES tickets (id),
                kind TEXT NOT NULL CHECK (kind = 'repair' OR kind = 'exchange' OR kind = 'return' OR kind = 'answer' OR kind = 'visit'),
                description TEXT,
                assignee_id INTEGER NOT NULL REFERENCES users (id),
                status TEXT NOT NULL CHECK (
                    status = 'proposed' OR status = 'approved' OR status = 'in_progress' OR status = 'finished' OR status = 'rejected'
                    OR status = 'cancelled'),
                approved_at INTEGER,
                performed_at INTEGER,
                finished_at INTEGER,
                result TEXT,
                reject_reason TEXT,
                cancel_reason TEXT,
                external_id TEXT
            ) STRICT;
            CREATE INDEX service_actions_ticket ON service_actions (ticket_id);
            CREATE INDEX service_actions_assignee ON service_actions (assignee_id);
            CREATE UNIQUE INDEX service_actions_external_id ON service_actions (external_id) WHERE external_id IS NOT NULL;

            CREATE TABLE service_action_lines (
                id INTEGER PRIMARY KEY, service_action_id INTEGER NOT NULL REFERENCES service_actions (id), position INTEGER NOT NULL,
                order_line_id INTEGER NOT NULL REFERENCES order_lines (id),
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                warranty_until_on INTEGER,
                in_warranty INTEGER NOT NULL CHECK (in_warranty = 0 OR in_warranty = 1)
            ) STRICT;
            CREATE INDEX service_action_lines_action ON service_action_lines (service_action_id);
            CREATE INDEX service_action_lines_order_line ON service_action_lines (order_line_id);

            CREATE TABLE service_action_approvals (
                id INTEGER PRIMARY KEY, service_action_id INTEGER NOT NULL REFERENCES service_actions (id), position INTEGER NOT NULL,
                level TEXT NOT NULL CHECK (level = 'manager' OR level = 'finance'),
                verdict TEXT NOT NULL CHECK (verdict = 'pending' OR verdict = 'approved' OR verdict = 'rejected'),
                reviewer_id INTEGER REFERENCES users (id),
                on_behalf_of_id INTEGER REFERENCES users (id),
                decided_at INTEGER,
                comment TEXT
            ) STRICT;
            CREATE INDEX service_action_approvals_action ON service_action_approvals (service_action_id);
            """),
    Migration(
        module: "service", number: 3, name: "returned-and-exchanged-goods",
        sql: """
            ALTER TABLE service_actions ADD COLUMN order_id INTEGER REFERENCES orders (id);
            CREATE INDEX service_actions_order ON service_actions (order_id) WHERE order_id IS NOT NULL;
            ALTER TABLE service_actions ADD COLUMN replacement_shipment_id INTEGER REFERENCES shipments (id);
            CREATE INDEX service_actions_replacement ON service_actions (replacement_shipment_id) WHERE replacement_shipment_id IS NOT NULL;

            CREATE TABLE service_action_credits (
                id INTEGER PRIMARY KEY, service_action_id INTEGER NOT NULL REFERENCES service_actions (id), position INTEGER NOT NULL,
                credit_note_id INTEGER NOT NULL REFERENCES credit_notes (id)
            ) STRICT;
            CREATE INDEX service_action_credits_action ON service_action_credits (service_action_id);
            CREATE INDEX service_action_credits_note ON service_action_credits (credit_note_id);
            """),
    Migration(
        module: "service", number: 4, name: "returns-known-to-orders",
        sql: """
            UPDATE order_lines SET returned_quantity = (
                SELECT sum(l.quantity) FROM service_action_lines l JOIN service_actions a ON a.id = l.service_action_id
                WHERE l.order_line_id = order_lines.id AND a.kind = 'return' AND a.status = 'finished')
            WHERE id IN (
                SELECT l.order_line_id FROM service_action_lines l JOIN service_actions a ON a.id = l.service_action_id
                WHERE a.kind = 'return' AND a.status = 'finished');
            """),
    Migration(
        module: "service", number: 5, name: "credit-notes-of-returns",
        sql: """
            UPDATE credit_notes SET for_return = 1 WHERE id IN (
                SELECT c.credit_note_id FROM service_action_credits c JOIN service_actions a ON a.id = c.service_action_id
                WHERE a.kind = 'return');
            """),
]

// Which fields a change may name: by hand, and nothing here is read from the declarations. All others are refused by name.

/// Fields that whoever changes a record may set, by collection.
let writableFields: [String: [String]] = [
    "departments": ["code", "name", "name_chinese", "external_id"],
    "users": [
        "username", "display_name", "department_id", "roles", "manager_id", "position", "employee_number", "email", "phone", "locale",
        "hired_on", "active", "external_id",
    ],
    "categories": ["name", "description", "external_id"],
    "products": [
        "sku", "name", "unit", "list_price", "standard_cost", "tax_rate", "category_id", "made_to_order", "active", "description",
        "external_id",
    ],
    "exchange-rates": ["currency", "starts_on", "rate"],
    "price-lists": ["name", "level", "customer_id", "currency", "starts_on", "ends_on", "external_id", "prices"],
    "customers": [
        "name", "unified_social_credit_code", "industry", "region", "level", "owner_id", "phone", "fax", "email", "website", "address",
        "city", "postal_code", "country", "invoice_address", "invoice_phone", "bank_name", "bank_account", "notes", "external_id",
    ],
    "contacts": ["customer_id", "name", "title", "phone", "mobile", "email", "fax", "is_primary", "notes", "external_id"],
    "credit-investigations": [
        "findings", "rating", "limit", "currency", "payment_terms_days", "guarantee", "guarantee_amount", "guarantee_valid_until_on",
        "valid_until_on", "external_id",
    ],
    "orders": [
        "customer_po_number", "owner_id", "currency", "prices_include_tax", "delivery_on", "payment_method", "payment_terms_days",
        "prepayment", "transport_mode", "ship_to", "notes", "external_id", "lines",
    ],
    "order-amendments": ["reason", "external_id", "changes"],
    "production-plans": ["quantity", "planned_from_on", "planned_to_on", "notes", "external_id"],
    "shipments": ["notes", "external_id", "lines"],
    "invoices": ["kind", "dated_on", "due_on", "notes", "external_id", "lines"],
    "credit-notes": ["reason", "dated_on", "notes", "external_id", "lines"],
    "receipts": [],
    "dunning-cases": ["owner_id", "notes", "external_id"],
    "leads": [
        "company", "person", "title", "phone", "email", "channel", "class", "industry", "region", "need", "purchase_intention",
        "campaign_id", "allow_duplicate", "notes", "external_id",
    ],
    "market-reports": [
        "title", "kind", "segment", "region", "competitor_id", "source", "published_on", "summary", "external_id",
    ],
    "competitors": ["name", "strengths", "weaknesses", "products", "region", "website", "notes", "external_id"],
    "target-segments": ["name", "industry", "region", "description", "external_id", "reports"],
    "opportunities": [
        "name", "contact_id", "owner_id", "amount", "currency", "expected_close_on", "probability", "description", "no_competition",
        "external_id", "needs", "competition",
    ],
    "proposals": [
        "owner_id", "title", "currency", "prices_include_tax", "introduction", "solution", "delivery_terms", "service_commitment",
        "payment_terms_days", "valid_until_on", "notes", "external_id", "lines",
    ],
    "contracts": [
        "owner_id", "title", "kind", "payment_method", "payment_terms_days", "transport_mode", "ship_to", "starts_on", "ends_on",
        "renewal_notice_on", "sign_by_on", "notes", "external_id", "lines", "clauses", "payment_schedule", "obligations",
    ],
    "clause-templates": ["name", "text", "category", "kinds", "required", "active", "external_id"],
    "negotiations": [
        "owner_id", "proposal_id", "subject", "scheduled_at", "place", "currency", "minutes", "external_id", "attendees", "checklist",
        "requests", "concessions", "open_points",
    ],
    "forecast-snapshots": [],
    "imports": [],
    "exports": [],
    "campaigns": [
        "name", "channel", "segment_id", "owner_id", "currency", "budget", "cost", "starts_on", "ends_on", "description", "external_id",
    ],
    "assignment-rules": ["name", "priority", "method", "channel", "class", "region", "campaign_id", "active", "members"],
    "calendar-exceptions": ["falls_on", "kind", "occasion", "occasion_chinese"],
    "activities": ["kind", "summary", "outcome", "happened_at", "next_follow_up_on", "external_id"],
    "tickets": [
        "channel", "type", "priority", "order_id", "product_id", "contact_id", "subject", "description", "external_id",
    ],
    "service-actions": ["kind", "description", "external_id", "lines"],
    "routing-rules": ["name", "priority", "type", "region", "category_id", "department_id", "assignee_id", "active"],
    "sla-policies": ["name", "type", "priority", "response_hours", "resolve_hours"],
    "absences": ["starts_on", "ends_on", "delegate_id", "note"],

    // The team.
    "recruitment-plans": [
        "position", "department_id", "role", "head_count", "requirements", "starts_on", "ends_on", "owner_id", "external_id",
    ],
    "candidates": ["name", "email", "phone", "channel", "resume", "notes", "external_id"],
    "courses": ["name", "name_chinese", "description", "trainer_id", "active", "external_id"],
    "enrolments": ["due_on"],
    "meetings": [
        "title", "kind", "organiser_id", "starts_at", "duration_minutes", "place", "rhythm", "external_id", "agenda", "attendees",
    ],
    "action-items": ["title", "description", "owner_id", "due_on", "external_id"],
    "notices": ["title", "body", "everyone", "roles", "external_id", "departments", "people", "channels"],
    "webhooks": ["name", "types", "owner_id"],
    "message-channels": ["name", "active", "everyone", "roles", "external_id", "departments"],
    "notice-receipts": [],
    "report-schedules": [
        "name", "report", "parameters", "period", "rhythm", "weekday", "day_of_month", "hour", "language", "owner_id", "roles", "people",
        "departments", "channels",
    ],
    "report-runs": [],
    "duties": ["name", "name_chinese", "clause", "description", "role", "owner_id", "active", "external_id"],

    // The reviews.
    "indicators": ["name", "name_chinese", "description", "active", "external_id"],
    "review-schemes": ["name", "position", "cycle", "description", "external_id", "lines"],
    "targets": ["value", "notes", "external_id"],
    "review-periods": [], "performance-reviews": [], "outcomes": [],

    // Risks: how grave one is and what is done about it is said by steps alone.
    "risks": ["title", "title_chinese", "category", "cause", "cause_chinese", "owner_id", "external_id"],
    "early-warning-rules": [
        "name", "name_chinese", "threshold", "window_days", "least_cases", "raises_risk", "owner_id", "active", "description",
        "external_id",
    ],
    "alerts": [],
]

/// What some of those who change the records may not set all the same: `collection/holder/field`, with the fault.
let fieldExceptions: [String: String] = [
    "users/hr/username": "not_your_field", "users/hr/roles": "not_your_field", "users/hr/active": "not_your_field",
    "products/key/standard_cost": "unknown_field", "orders/rep/cost": "unknown_field", "orders/rep/margin": "unknown_field",
    "contracts/rep/cost": "unknown_field", "contracts/rep/margin": "unknown_field",
    "proposals/rep/cost": "unknown_field", "proposals/rep/margin": "unknown_field",
    // A duty is switched off from above.
    "duties/rep/active": "not_your_field", "duties/manager/active": "not_your_field",
    // The product department sees no customer, so it cannot name one.
    "price-lists/product/customer_id": "unknown_reference",
]

-- Who outsources what to whom: one row per task and organisation named; a task that names nobody is one row, too.
CREATE VIEW outsourcing AS
SELECT
    f.*,
    e.file_no,
    e.entry_no,
    e.name AS task,
    e.content,
    e.subjects_size,
    e.handlers,
    e.contractor_status,
    o.named.name AS organisation,
    o.named.legal_form AS legal_form,
    o.named.branch AS branch,
    o.named.role AS role,
    e.contractor AS contractor_text,
    e.is_subcontracted,
    e.subcontract_approval,
    e.subcontract_content,
    e.methods,
    e.page
FROM entrustments AS e
JOIN filings AS f ON f.assessment_id = e.assessment_id
LEFT JOIN LATERAL (SELECT unnest(e.contractors) AS named) AS o ON true;

COMMENT ON VIEW outsourcing IS 'Entrusted task and organisation it names / 委託事項と、そこに記載された組織';
COMMENT ON COLUMN outsourcing.task IS 'Name of the task / 委託事項の名称';
COMMENT ON COLUMN outsourcing.organisation IS 'Organisation named, without legal form and branch; null where none is / 記載された組織（法人格・支店名を除く）。なければ空';
COMMENT ON COLUMN outsourcing.legal_form IS 'Its legal form (株式会社 …) / 法人格';
COMMENT ON COLUMN outsourcing.branch IS 'Its branch / 支店';
COMMENT ON COLUMN outsourcing.role IS 'contractor, consortium, representative or member (of a consortium), or subcontractor / contractor（委託先）、consortium（共同企業体）、representative（代表構成員）、member（構成員）、subcontractor（再委託先）';
COMMENT ON COLUMN outsourcing.contractor_text IS 'Contractor as printed / 委託先名（印刷のとおり）';

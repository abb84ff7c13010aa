-- Which risks are rated how: one row per rated risk or measure of a filing.
CREATE VIEW risk_ratings AS
SELECT
    f.*,
    r.file_no,
    r.item_code,
    r.concept,
    r.section,
    r.risk_no,
    r.risk_title,
    r.rating_no,
    r.rating_label,
    r.measures,
    r.page
FROM risks AS r
JOIN filings AS f ON f.assessment_id = r.assessment_id;

COMMENT ON VIEW risk_ratings IS 'Rated risk or measure / 評価されたリスク・措置';

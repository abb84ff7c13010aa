-- Who filed what, and when: these columns stand first in every view below.
CREATE VIEW filings AS
SELECT
    a.assessment_id,
    a.form,
    a.agency_name,
    a.prefecture,
    a.municipality,
    a.agency_kind,
    a.local_government_code,
    a.business_category,
    c.business_name,
    coalesce(a.published_on, c.changed_on_latest) AS filed_on,
    CASE
        WHEN a.published_on IS NOT NULL THEN 'published'
        WHEN c.changed_on_latest IS NOT NULL THEN 'changed'
    END AS filed_on_source,
    -- As in the table history: a filing without a date goes by the month in the name of its edition (R06-10).
    row_number() OVER (
        PARTITION BY coalesce(a.series_id, a.assessment_id), a.form
        ORDER BY
            coalesce(
                a.published_on,
                c.changed_on_latest,
                try_cast(
                    CASE a.form_version[1] WHEN 'R' THEN 2018 WHEN 'H' THEN 1988 END
                        + try_cast(a.form_version[2:3] AS INTEGER)
                    || a.form_version[4:6] || '-01' AS DATE
                )
            ) DESC NULLS LAST,
            c.changed_on_latest DESC NULLS LAST,
            a.form_version DESC NULLS LAST,
            a.assessment_id DESC
    ) = 1 AS is_latest,
    d.source_path
FROM assessments AS a
JOIN documents AS d ON d.document_id = a.document_id
LEFT JOIN comparison AS c ON c.assessment_id = a.assessment_id;

COMMENT ON VIEW filings IS 'Assessment, with who filed it and when; its columns stand first in the views that follow / 評価書（機関・事務・日付）。以下のビューの先頭の列';
COMMENT ON COLUMN filings.filed_on IS 'Day of publication, else of the latest change / 公表日。なければ最新の変更日';
COMMENT ON COLUMN filings.filed_on_source IS 'What filed_on is: published (day of publication), changed (latest row of the change table; the filing itself may be later) / filed_onの由来。published：公表日、changed：変更箇所の最新の変更日（提出はその後のこともある）';
COMMENT ON COLUMN filings.is_latest IS 'Whether it is the latest filing of its series on this form; true where the series is not known / 同じ系列・同じ様式で最新の評価書か（系列が不明ならtrue）';

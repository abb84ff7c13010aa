-- How long and where it is kept: one row per file, on the forms that ask.
CREATE VIEW retention AS
SELECT f.*, k.* EXCLUDE (assessment_id)
FROM (
    SELECT
        assessment_id,
        file_no,
        max(answer) FILTER (WHERE concept = 'file.name') AS file_name,
        max(status) FILTER (WHERE concept = 'storage.period') AS status,
        max(answer) FILTER (WHERE concept = 'storage.period') AS period,
        max(lower) FILTER (WHERE concept = 'storage.period') AS years_from,
        max(upper) FILTER (WHERE concept = 'storage.period') AS years_below,
        max(answer) FILTER (WHERE concept = 'storage.period_validity') AS reason,
        max(answer) FILTER (WHERE concept = 'storage.place') AS place,
        max(answer) FILTER (WHERE concept = 'storage.erasure_method') AS erasure,
        max(page) FILTER (WHERE concept = 'storage.period') AS page
    FROM answers
    WHERE concept = 'file.name' OR concept LIKE 'storage.%'
    GROUP BY assessment_id, file_no
) AS k
JOIN filings AS f ON f.assessment_id = k.assessment_id
WHERE k.status IS NOT NULL;

COMMENT ON VIEW retention IS 'File, and how long it is kept (the form for all items asks) / 特定個人情報ファイルの保管期間（全項目評価書の項目）';
COMMENT ON COLUMN retention.file_name IS 'Name of the file / 特定個人情報ファイル名';
COMMENT ON COLUMN retention.period IS 'Label of the period chosen / 選ばれた期間の文言';
COMMENT ON COLUMN retention.years_from IS 'Lower bound of the label in years, inclusive; null if open / 期間の下限（年、以上）。なければ空';
COMMENT ON COLUMN retention.years_below IS 'Upper bound in years, exclusive; null if open / 期間の上限（年、未満）。なければ空';
COMMENT ON COLUMN retention.reason IS 'Why so long (その妥当性) / その妥当性';
COMMENT ON COLUMN retention.place IS 'Where it is kept / 保管場所';
COMMENT ON COLUMN retention.erasure IS 'How it is erased / 消去方法';

-- Macros: questions with a parameter. A concept is the same fact on every form (see form_items).

-- The folder of the open database file. Once per connection, in any tool: SET VARIABLE corpus = here();
CREATE MACRO here() AS (
    SELECT coalesce(nullif(parse_dirpath(path), ''), '.')
    FROM duckdb_databases()
    WHERE database_name = current_database()
);
COMMENT ON MACRO here IS 'Folder of the open database file; once per connection: SET VARIABLE corpus = here() / 開いているデータベースのフォルダ';

-- FROM item('business.name')
CREATE MACRO item(of_concept) AS TABLE
    SELECT * FROM answers WHERE concept = of_concept;
COMMENT ON MACRO TABLE item IS 'Answers to one concept, e.g. item(''business.name'') / 1つの概念の回答';

-- FROM choice('business.subject_count')
CREATE MACRO choice(of_concept) AS TABLE
    SELECT f.*, c.file_no, c.entry_no, c.status, c.selected_no, c.selected_label, c.lower, c.upper, c.unit, c.page
    FROM choices AS c
    JOIN filings AS f ON f.assessment_id = c.assessment_id
    WHERE c.concept = of_concept;
COMMENT ON MACRO TABLE choice IS 'Options chosen for one concept, e.g. choice(''business.subject_count'') / 1つの概念で選ばれた選択肢';

-- FROM options('acquisition.method')
CREATE MACRO options(of_concept) AS TABLE
    SELECT f.*, c.file_no, c.entry_no, c.status, c.option_no, c.option_label, c.is_checked, c.other_text, c.page
    FROM checkboxes AS c
    JOIN filings AS f ON f.assessment_id = c.assessment_id
    WHERE c.concept = of_concept;
COMMENT ON MACRO TABLE options IS 'Options of a checkbox group and whether each is checked, e.g. options(''acquisition.method'') / チェック欄の選択肢と、選ばれたか';

-- FROM items_wide(['business.name', 'linkage.presence'])
-- One row per filing, one column per concept. Several answers (of several files or blocks) are on lines of their own.
CREATE MACRO items_wide(concepts) AS TABLE
    SELECT *
    FROM filings
    LEFT JOIN query(
        'SELECT assessment_id, '
        || array_to_string(
            [
                'string_agg(answer, chr(10) ORDER BY seq) FILTER (WHERE concept = '''
                || replace(c, '''', '''''') || ''') AS "' || replace(c, '"', '""') || '"'
                FOR c IN concepts
            ],
            ', '
        )
        || ' FROM answers GROUP BY assessment_id'
    ) USING (assessment_id);
COMMENT ON MACRO TABLE items_wide IS 'Filing, with one column per concept, e.g. items_wide([''business.name'', ''linkage.presence'']) / 評価書1件を1行、概念ごとに1列';

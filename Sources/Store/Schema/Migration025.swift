extension Schema {
    /// Maps from an automatic rater's scores to people's, as they were fitted.
    static let migration025 = """
        CREATE TABLE calibration_map (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            rater TEXT NOT NULL,                              -- a judge, panel or metric by its name
            criterion TEXT NOT NULL,
            judge_version TEXT NOT NULL,                      -- '' where it has none
            criterion_sha256 TEXT NOT NULL,
            labels_sha256 TEXT NOT NULL,
            map TEXT NOT NULL,                                -- canonical JSON
            at INTEGER NOT NULL                               -- milliseconds UTC
        ) STRICT;
        CREATE INDEX calibration_map_by_rater ON calibration_map (study, rater, criterion);
        CREATE TRIGGER calibration_map_is_never_changed BEFORE UPDATE ON calibration_map
        BEGIN SELECT RAISE(ABORT, 'a map is never changed: a newer one stands beside it'); END;
        CREATE TRIGGER calibration_map_is_never_deleted BEFORE DELETE ON calibration_map
        BEGIN SELECT RAISE(ABORT, 'a map is never deleted'); END;
        """
}

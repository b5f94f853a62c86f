import GRDB

/// Maps from automatic raters' scores to people's: the newest of each rater and criterion counts.
extension Store {
    /// Keeps maps; one that is as the newest of its rater and criterion is not kept again. Returns how many are new.
    @discardableResult
    package func keepMaps(_ maps: [StoredMap], of study: String, at time: Int64) throws -> Int {
        let known = try self.maps(of: study)
        let new = maps.filter { !known.contains($0) }
        guard !new.isEmpty else { return 0 }
        try write { database in
            let id = try Self.studyID(study, database)
            for map in new {
                try database.execute(
                    sql: """
                        INSERT INTO calibration_map (study, rater, criterion, judge_version, criterion_sha256, labels_sha256,
                            map, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        id, map.rater, map.criterion, map.judgeVersion, map.criterionSHA256, map.labelsSHA256, map.map,
                        time,
                    ]
                )
            }
        }
        return new.count
    }

    /// The newest map of each rater and criterion.
    package func maps(of study: String) throws -> [StoredMap] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM calibration_map WHERE id IN (
                        SELECT max(id) FROM calibration_map WHERE study = ? GROUP BY rater, criterion)
                    ORDER BY rater, criterion
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { row in
                StoredMap(
                    rater: row["rater"],
                    criterion: row["criterion"],
                    judgeVersion: row["judge_version"],
                    criterionSHA256: row["criterion_sha256"],
                    labelsSHA256: row["labels_sha256"],
                    map: row["map"]
                )
            }
        }
    }
}

import GRDB
package import Studies

extension Store {
    /// What was settled of a study's criteria besides margins, in the order in which it was. (No part of the copy that a
    /// review reads: a bundle has no such thing, nor a baseline.)
    package func settledChoices(of study: String) throws -> [SettledChoice] {
        try read { database in try Self.settledChoices(of: study, database) }
    }

    /// What was settled besides margins so far, and what the study settles now for the first time: each with the blind human
    /// ratings that there were on its criterion by then.
    static func settledChoices(_ study: Study, _ database: Database) throws -> [SettledChoice] {
        var settled = try settledChoices(of: study.name, database)
        for criterion in study.criteria {
            var new = SettledChoice(
                criterion: criterion.name,
                baseline: study.baseline?.name,
                models: study.models.map(\.name),
                calibration: study.calibration
            )
            if let last = settled.last(where: { $0.criterion == criterion.name }), last.isSame(as: new) { continue }
            new.ratingsBefore = try humanRatingCount(criterion.name, study: study.name, database)
            settled.append(new)
        }
        return settled
    }

    /// What the store keeps of it. A copy of an earlier version kept nothing of it: what that says counts as settled in time,
    /// as nobody can tell any more.
    static func settledChoices(of study: String, _ database: Database) throws -> [SettledChoice] {
        let text = try String.fetchOne(database, sql: "SELECT settings FROM study WHERE name = ?", arguments: [study])
        guard let text else { return [] }
        let settings = try JSONValue(parsing: text)
        if let known = settings["settled"]?.array { return known.compactMap(SettledChoice.init(json:)) }
        let id = try studyID(study, database)
        let calibration = CalibrationSettings(json: settings["calibration"])
        let baseline = try String.fetchOne(
            database,
            sql: "SELECT name FROM model WHERE study = ? AND is_baseline = 1 AND is_current = 1",
            arguments: [id]
        )
        return try String.fetchAll(
            database,
            sql:
                "SELECT definition FROM criterion WHERE study = ? AND is_current = 1 AND form != 'metric' ORDER BY position",
            arguments: [id]
        ).compactMap { definition in
            Criterion(json: try JSONValue(parsing: definition)).map {
                SettledChoice(criterion: $0.name, baseline: baseline, calibration: calibration)
            }
        }
    }
}

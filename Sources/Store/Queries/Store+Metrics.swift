import Foundation
import GRDB
package import Studies

/// The score of one item by a metric, with the hash of what it was compared with.
package struct MetricScore: Sendable, Equatable {
    package var item: ItemID
    package var prompt: String
    package var value: Double
    package var inputs: [UInt8]

    package init(item: ItemID, prompt: String, value: Double, inputs: [UInt8]) {
        self.item = item
        self.prompt = prompt
        self.value = value
        self.inputs = inputs
    }
}

/// A metric of a study in one of its versions.
package struct MetricVersion: Sendable, Equatable {
    package var study: String
    package var name: String
    package var version: String

    package init(study: String, name: String, version: String) {
        self.study = study
        self.name = name
        self.version = version
    }
}

extension Store {
    /// The hashes of what the metric's current scores of these items were made from.
    package func scoredInputs(of items: [ItemID], by metric: MetricVersion) throws -> [ItemID: [UInt8]] {
        try read { database in
            guard let writer = try MetricWriter(metric, database) else { return [:] }
            var inputs: [ItemID: [UInt8]] = [:]
            for item in items {
                guard let row = try Self.row(of: item, database) else { continue }
                inputs[item] = try writer.current(row)?.inputs
            }
            return inputs
        }
    }

    /// Stores a metric's scores, each in the place of an earlier one that was made from other texts, and takes back the scores
    /// of items that have nothing to be compared with any more; gives how many scores are new.
    package func save(_ scores: [MetricScore], withdrawing items: [ItemID], of metric: MetricVersion, at now: Int64)
        throws -> Int
    {
        try write { database in
            try Self.declareMetrics([metric.name], study: try Self.studyID(metric.study, database), database)
            guard let writer = try MetricWriter(metric, making: true, database) else { return 0 }
            var new = 0
            for score in scores where try writer.insert(score, at: now) { new += 1 }
            for item in items { try writer.withdraw(item, at: now) }
            return new
        }
    }

    static func row(of item: ItemID, _ database: Database) throws -> Int64? {
        try database.valueCached(Int64.self, sql: "SELECT id FROM item WHERE sha256 = ?", arguments: [item.rawValue])
    }

    /// How many items each metric of the study has scored.
    package func scoreCounts(of study: String) throws -> [String: Int] {
        try read { database in
            let id = try Self.studyID(study, database)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT t.name, count(DISTINCT r.first) AS count FROM rating r JOIN rater t ON t.id = r.rater
                    WHERE r.study = ? AND t.kind = 'metric'\(try Self.isTold(id, database)) GROUP BY t.name
                    """,
                arguments: [id]
            )
            return Dictionary(rows.map { ($0["name"], $0["count"]) }) { first, _ in first }
        }
    }

    /// A metric scores under its own name: makes the criterion that bears it.
    static func declareMetrics(_ names: Set<String>, study: Int64, _ database: Database) throws {
        for name in names.sorted() {
            try database.execute(
                sql: """
                    INSERT INTO criterion (study, name, sha256, definition, form, position, is_current)
                    VALUES (?, ?, 'metric', '{}', 'metric', 0, 1)
                    ON CONFLICT (study, name, sha256) DO UPDATE SET is_current = 1
                    """,
                arguments: [study, name]
            )
        }
    }
}

import Foundation
import GRDB
import Studies

/// What models are called in whatever joins them to a text or a score: letters until the study is unblinded.
package struct ModelLabels: Sendable, Equatable {
    /// Whether the models go by letters.
    package let isBlind: Bool
    /// Every model of the study with its label, by label.
    package let all: [(model: String, label: String)]

    /// The label of a model; `?` for one that the study does not have.
    package subscript(model: String) -> String { all.first { $0.model == model }?.label ?? "?" }

    package static func == (left: ModelLabels, right: ModelLabels) -> Bool {
        left.isBlind == right.isBlind && left.all.elementsEqual(right.all) { $0 == $1 }
    }

    /// Letters in an order that only the salt knows.
    init(models: [String], salt: [UInt8], isBlind: Bool) {
        self.isBlind = isBlind
        guard isBlind else {
            all = models.map { ($0, $0) }
            return
        }
        let drawn = models.map { ($0, SHA256.hmacHex(key: salt, message: Array("letter \($0)".utf8))) }
        all = drawn.sorted { $0.1 < $1.1 }.enumerated().map { ($1.0, Self.letters($0)) }
    }

    /// A, B, … Z, AA, AB, …
    private static func letters(_ place: Int) -> String {
        let letter = String(UnicodeScalar(UInt8(65 + place % 26)))
        return place < 26 ? letter : letters(place / 26 - 1) + letter
    }
}

/// Who unblinded a study, and when.
package struct Unblinding: Sendable, Equatable {
    package var who: String
    /// Milliseconds UTC.
    package var at: Int64
}

extension Store {
    /// What the study's models are called now.
    package func modelLabels(of study: String) throws -> ModelLabels {
        let isBlind = try unblinding(of: study) == nil
        return try read { database in
            let id = try Self.studyID(study, database)
            let salt = try Data.fetchOne(database, sql: "SELECT salt FROM study WHERE id = ?", arguments: [id])
            let models = try String.fetchAll(
                database,
                sql: "SELECT name FROM model WHERE study = ? ORDER BY position, id",
                arguments: [id]
            )
            return ModelLabels(models: models, salt: Array(salt ?? Data()), isBlind: isBlind)
        }
    }

    /// The act that unblinded the study; nil while it is blind.
    package func unblinding(of study: String) throws -> Unblinding? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT who, at FROM unblinding WHERE study = ? ORDER BY id LIMIT 1",
                arguments: [try Self.studyID(study, database)]
            ).map { Unblinding(who: $0["who"], at: $0["at"]) }
        }
    }

    /// Writes down that somebody unblinds the study: from now on models bear their names and new ratings are `unblinded`.
    package func unblind(_ study: String, who: String, at time: Int64) throws {
        try write { database in
            try database.execute(
                sql: "INSERT INTO unblinding (study, who, at) VALUES (?, ?, ?)",
                arguments: [try Self.studyID(study, database), who, time]
            )
        }
    }
}

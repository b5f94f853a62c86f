import Foundation
import GRDB
import Studies

/// How the study's models are named where they stand beside a text or a score: by letters until the study is unblinded.
package struct ShownModels: Sendable {
    package let isBlind: Bool
    private let letters: [String: String]

    /// A model's name, or its letter while the study is blind.
    package func name(of model: String) -> String { isBlind ? letters[model] ?? "?" : model }

    init(models: [String], salt: [UInt8], isBlind: Bool) {
        self.isBlind = isBlind
        // The salt lies in the database alone, so nobody can draw the letters from the study's files.
        let drawn = models.map { ($0, SHA256.hmacHex(key: salt, message: Array("letter \($0)".utf8))) }
            .sorted { $0.1 < $1.1 }
        letters = Dictionary(uniqueKeysWithValues: drawn.enumerated().map { ($1.0, Self.letter($0)) })
    }

    /// A, B, … Z, AA, AB, …
    private static func letter(_ place: Int) -> String {
        let last = String(UnicodeScalar(UInt8(65 + place % 26)))
        return place < 26 ? last : letter(place / 26 - 1) + last
    }
}

extension Store {
    /// The names under which the study's models may be shown beside texts and scores.
    package func shownModels(of study: String) throws -> ShownModels {
        try read { database in
            let id = try Self.studyID(study, database)
            let salt =
                try Data.fetchOne(database, sql: "SELECT salt FROM study WHERE id = ?", arguments: [id]) ?? Data()
            let models = try String.fetchAll(
                database,
                sql: "SELECT name FROM model WHERE study = ? ORDER BY name",
                arguments: [id]
            )
            let isUnblinded = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM unblinding WHERE study = ?)",
                arguments: [id]
            )
            return ShownModels(models: models, salt: Array(salt), isBlind: isUnblinded != true)
        }
    }
}

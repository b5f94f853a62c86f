import Foundation
import Studies

/// The inputs of `Tests/Field`, and what the program makes of them.
enum FieldFile {
    static func path(_ name: String) -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.appending(path: "Field/\(name)").path
    }

    /// The first criterion's figures, by dotted paths such as `alpha.ordinal`.
    static func agreement(_ arguments: String..., input: String = "") throws -> Figures {
        let run = try Program.run(["agreement"] + arguments + ["--format", "json", "--resamples", "200"], input: input)
        guard run.status == 0 else { throw StudiesError(run.errors) }
        return Figures(json: try JSONValue(parsing: run.output))
    }

    /// A document of `slam agreement`.
    struct Figures {
        let json: JSONValue

        var notes: [String] { json["notes"]?.array?.compactMap(\.string) ?? [] }
        var level: String? { criterion?["level"]?.string }
        var itemCount: Int? { criterion?["n_items"]?.integer }
        var criterion: JSONValue? { json["criteria"]?.array?.first }

        func value(_ measure: String) -> Double? { criterion?["measures"]?[measure]?["value"]?.number }

        func interval(_ measure: String) -> [Double] {
            let estimate = criterion?["measures"]?[measure]
            return estimate?["interval"]?.array?.compactMap(\.number)
                ?? [estimate?["low"], estimate?["high"]].compactMap { $0?.number }
        }

        func pair(_ measure: String) -> Double? {
            criterion?["pairs"]?.array?.first?["measures"]?[measure]?["value"]?.number
        }
    }
}

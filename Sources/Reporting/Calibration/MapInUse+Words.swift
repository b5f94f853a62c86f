package import Agreement
package import Ratings
package import Studies

extension MapInUse {
    /// What a reader must know of it.
    package var sentence: String {
        let form = "\(map.map.form.words) map, fitted on \(Figures.count(map.labelCount, "label"))"
        var words =
            "\(map.rater) on '\(map.criterion)' is calibrated: \(form) of \(Figures.count(map.promptCount, "prompt"))"
        words +=
            ", error \(Figures.fixed(map.before, decimals: 3)) before and \(Figures.fixed(map.after, decimals: 3)) after"
        words += ", out of fold."
        if !stale.isEmpty {
            words +=
                " The map is stale: \(stale.joined(separator: ", ")) changed since; run 'slam calibrate \(map.rater)' again."
        }
        if let outside {
            words +=
                " \(Figures.fixed(outside * 100, decimals: 0)) % of its scores without a label lie where nothing was labelled: there the map is a guess."
        }
        return words
    }

    /// The same for programs.
    package var members: [(String, JSONValue)] {
        [
            ("rater", .string(map.rater)), ("criterion", .string(map.criterion)),
            ("form", .string(map.map.form.rawValue)),
            ("labels", .number(Double(map.labelCount))), ("prompts", .number(Double(map.promptCount))),
            ("error_before", .number(map.before)), ("error_after", .number(map.after)),
            ("is_stale", .bool(!stale.isEmpty)), ("stale", .array(stale.map(JSONValue.string))),
            ("outside_range", outside.map(JSONValue.number) ?? .null),
            ("judge_version", map.origin.judgeVersion.isEmpty ? .null : .string(map.origin.judgeVersion)),
            ("criterion_sha256", .string(map.origin.criterionSHA256)),
            ("labels_sha256", .string(map.origin.labelsSHA256)),
        ]
    }
}

extension ScoreMap.Form {
    /// The form in words.
    package var words: String { self == .shrunkLine ? "shrunk line" : rawValue }
}

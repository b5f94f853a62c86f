import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings

/// Which models a judge's scores let go, and how that would have gone where people rated all.
struct ScreenFigureTests {
    private static let options = IntervalOptions(resamples: 20, seed: 3)

    /// So many models, the better the smaller their number is; of people's scores alone the last is in front of all.
    private func set(_ count: Int) throws -> RatingSet {
        var text = "item,prompt,model,rater,kind,score\n"
        for model in 0..<count {
            for prompt in 0..<3 {
                let item = "\(prompt)-m\(model),p\(prompt),m\(model)"
                text += "\(item),ana,human,\(model == count - 1 ? 12 : 9 - model)\n"
                text += "\(item),j,judge,\(10 - model + prompt % 2)\n\(item),near,metric,0.\(10 + model)\n"
            }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-screen-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(file: path, scoring: Scoring(levels: ["interval"], categories: []))
        set.modelNames = set.subjects.models
        return set
    }

    @Test func screeningIsReplayedFromSixModelsOn() throws {
        func line(_ count: Int) throws -> ScreenFigures.Line {
            let found = try ScreenFigures(set(count), keep: 3, top: 1, options: Self.options)
            return try #require(found.lines.first { $0.rater == "j" })
        }
        let (five, seven) = (try line(5), try line(7))
        #expect(five.replay == nil && five.tau != nil && five.labelledCount == 5)
        #expect(seven.kept == ["m0", "m1", "m2"] && seven.dropped == ["m3", "m4", "m5", "m6"])
        #expect(abs(seven.saved - 4.0 / 7) < 1e-12 && seven.labelledCount == 7 && seven.modelCount == 7)
        // People's best goes in every run but the one that leaves it out.
        #expect(seven.replay?.dropped == 6 && seven.replay?.runs == 7)
        #expect((seven.chance ?? 0) > 0)
    }

    /// A similarity has no score of its anchor's own texts, which would tell a letter.
    @Test func whileLettersStandNoMetricScreens() throws {
        var set = try set(5)
        func raters() throws -> [String] {
            try ScreenFigures(set, keep: 3, top: 1, options: Self.options).lines.map(\.rater)
        }
        #expect(try raters() == ["j", "near"])
        set.isBlind = true
        #expect(try raters() == ["j"])
    }
}

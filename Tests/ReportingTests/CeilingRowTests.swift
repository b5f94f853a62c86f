import Agreement
import Foundation
import Ratings
import Studies
import Testing

@testable import Reporting

/// A human ceiling is that of the items which one automatic rater scored.
struct CeilingRowTests {
    /// One judge scored all six items, on which people agree on four; the other the first three, on which they agree.
    @Test func aRowOfACeilingNamesTheRaterWhoseItemsItIsOn() throws {
        var text = "item,rater,kind,score\n"
        for item in 0..<6 {
            let (ana, ben) = (item % 2 == 0 ? "yes" : "no", item < 4 ? item % 2 == 0 ? "yes" : "no" : "maybe")
            text += "\(item),ana,human,\(ana)\n\(item),ben,human,\(ben)\n\(item),all,judge,yes\n"
            if item < 3 { text += "\(item),few,judge,\(ana)\n" }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-ceiling-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let set = try RatingSet(file: path)
        let options = IntervalOptions(resamples: 20)
        let ratings = set.ratings(on: 0)
        let report = try ratings.report(by: .pooled, options: options)
        let document = AgreementDocument(
            source: set.name,
            options: options,
            unit: "pooled",
            criteria: [.init(ratings, report: report, hasWords: true)],
            notes: []
        )
        let lines = document.written(as: .csv).split(whereSeparator: \.isNewline).map(String.init)
        #expect(lines[0].hasSuffix(",undefined,items_of"))
        func rows(_ start: String) -> [String] { lines.filter { $0.hasPrefix("score,nominal,\(start)") } }
        let ceilings = rows("ceiling,each person,other people,percent_agreement,")
        #expect(ceilings.map { $0.split(separator: ",").last } == ["all", "few"], "\(ceilings)")
        #expect(ceilings[0].contains("percent_agreement,0.666") && ceilings[1].contains("percent_agreement,1,"))
        let beside = rows("same_others,few,other people,percent_agreement,")
        #expect(beside.count == 1 && beside[0].contains("percent_agreement,1,") && beside[0].hasSuffix(",few"))
        #expect(rows("people,").allSatisfy { $0.hasSuffix(",") } && rows("automatic,").allSatisfy { $0.hasSuffix(",") })
    }
}

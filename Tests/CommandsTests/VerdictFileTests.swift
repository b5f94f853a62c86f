import Agreement
import Foundation
import Testing

/// What 'slam judge verdicts' says of a file is what 'slam agreement' says of the same rows.
struct VerdictFileTests {
    private typealias Object = [String: Any]

    /// Verdicts of three people, with some missing, and of two judges.
    private static func rows(_ seed: UInt64, isPairwise: Bool) -> [[String]] {
        var generator = Generator(seed: seed)
        func one(of count: UInt64) -> Int { Int(generator.next() % count) }
        let models = [["ma", "mb"], ["mb", "mc"], ["ma", "mc"]]
        return (0..<24).flatMap { item -> [[String]] in
            let (truth, pair) = (one(of: 3), models[one(of: 3)])
            return ["ana", "ben", "cy", "j", "k"].enumerated().compactMap { place, rater -> [String]? in
                let value = one(of: 4) == 0 ? one(of: 3) : truth
                guard place > 2 || one(of: 8) > 0 else { return nil }
                let verdict = isPairwise ? ["second", "tie", "first"][value] : "\(value + 1)"
                let kind = place < 3 ? "human" : "judge"
                return ["i\(item)", rater, kind, verdict, "p\(item / 2)", "c\(item / 4)"] + pair
            }
        }
    }

    private static func json(_ arguments: String...) async throws -> Object {
        let run = await InProcess.slam(arguments + ["--format", "json", "--resamples", "40"])
        return try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? Object,
            "\(arguments): \(run.errors)"
        )
    }

    /// The columns beside item, rater, kind and verdict, as numbers of cells.
    @Test(arguments: [[], [4], [5], [4, 5], [6, 7], [4, 6, 7], [5, 6, 7]] as [[Int]])
    func theFiguresAreThoseOfAgreement(columns: [Int]) async throws {
        let workspace = TemporaryWorkspace()
        for isPairwise in columns.contains(6) ? [true] : [true, false] {
            let rows = Self.rows(UInt64(columns.count) + 7, isPairwise: isPairwise)
            func write(_ names: [String], to file: String) throws -> String {
                let used = [0, 1, 2, 3] + columns
                let lines = ([names] + rows).map { line in used.map { line[$0] }.joined(separator: ",") }
                try workspace.write(file, lines.joined(separator: "\n") + "\n")
                return "\(workspace.path)/\(file)"
            }
            let head = ["item", "rater", "kind"]
            let tail = ["prompt", "cluster"]
            let verdicts = try write(head + ["verdict"] + tail + ["first_model", "second_model"], to: "v.csv")
            let scores = try write(head + ["score"] + tail + ["model_a", "model_b"], to: "a.csv")
            let known = try await Self.json("agreement", scores)
            let told = try #require(try await Self.json("judge", "verdicts", verdicts)["rows"] as? [Object])
            let criterion = try #require((known["criteria"] as? [Object])?.first)
            let automatic = try #require(criterion["automatic"] as? [Object])
            #expect(automatic.count == 2 && told.count == 2)
            for (own, row) in zip(automatic, told) {
                let measures = try #require(own["measures"] as? Object)
                let ceiling = try #require(own["ceiling"] as? Object)
                let share = isPairwise ? "percent_agreement" : "mae"
                let names = [
                    (isPairwise ? "agreement" : "distance", measures[share]),
                    (isPairwise ? "kappa" : "spearman", measures[isPairwise ? "cohen.by_model_pair" : "spearman"]),
                    ("people_among_themselves", ceiling[share]),
                ]
                for (name, figure) in names {
                    let figure = try #require(figure as? Object, "\(name)")
                    for (end, suffix) in [("value", ""), ("low", "_low"), ("high", "_high")] {
                        let (one, other) = (row[name + suffix] as? Double, figure[end] as? Double)
                        #expect(one == other, "\(columns) \(name)\(suffix)")
                        #expect(one != nil || name == "kappa", "\(columns) \(name)\(suffix)")
                    }
                }
            }
        }
    }

    /// Both orders are one verdict of the item, and where they differ none; kappas of one order stay beside it.
    @Test func twoOrdersAreOneVerdict() async throws {
        let workspace = TemporaryWorkspace()
        var (rows, single) = (["item,rater,kind,verdict,order"], ["item,rater,kind,score"])
        for item in 0..<20 {
            let (truth, judge) = (item % 2 == 0 ? "first" : "second", item % 5 == 0 ? "second" : "first")
            rows.append("i\(item),ana,human,\(truth),")
            single.append("i\(item),ana,human,\(truth)")
            rows.append("i\(item),j,judge,\(judge),first")
            rows.append("i\(item),j,judge,\(item % 4 == 0 ? "tie" : judge),second")
            if item % 4 > 0 { single.append("i\(item),j,judge,\(judge)") }
        }
        try workspace.write("v.csv", rows.joined(separator: "\n") + "\n")
        try workspace.write("a.csv", single.joined(separator: "\n") + "\n")
        let told = try await Self.json("judge", "verdicts", "\(workspace.path)/v.csv")
        let row = try #require((told["rows"] as? [Object])?.first)
        let known = try await Self.json("agreement", "\(workspace.path)/a.csv")
        let automatic = ((known["criteria"] as? [Object])?.first?["automatic"] as? [Object])?.first
        let kappa = (automatic?["measures"] as? Object)?["cohen.by_model_pair"] as? Object
        #expect(kappa?["value"] is Double && row["kappa"] as? Double == kappa?["value"] as? Double)
        #expect(row["kappa_first"] is Double && row["kappa_second"] is Double)
    }

    /// One task, answered by several models, is several pairs; one text has one prompt.
    @Test func pairsOfOtherModelsAreOtherItems() async throws {
        let workspace = TemporaryWorkspace()
        let rows = [
            "q,ana,human,first,a,b,p", "q,ana,human,second,a,c,p", "q,j,judge,first,a,b,p", "q,j,judge,second,a,c,p",
        ]
        let header = "item,rater,kind,verdict,first_model,second_model,prompt\n"
        try workspace.write("v.csv", header + rows.joined(separator: "\n") + "\n")
        let told = try await Self.json("judge", "verdicts", "\(workspace.path)/v.csv")
        let row = try #require((told["rows"] as? [Object])?.first)
        #expect(row["compared_items"] as? Int == 2 && row["agreement"] as? Double == 1)
        try workspace.write("w.csv", header + "q,ana,human,first,a,b,p\nq,j,judge,first,a,b,r\n")
        let run = await InProcess.slam(["judge", "verdicts", "\(workspace.path)/w.csv"])
        #expect(run.status == 1 && run.errors.contains("w.csv:3: the item 'q: a and b' has another prompt"))
    }
}

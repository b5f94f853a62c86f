import Foundation
import Studies
import Testing

/// What figures must not hang on, and what must stand beside them, driven as a user would.
struct FiguresTests {
    /// People's and a judge's scores of forty items by two models, and a similarity on a scale of its own.
    private static func rows(metric: Bool = true) -> [String] {
        var rows: [String] = []
        for item in 1...40 {
            let quality = item * 7 % 11
            let tail = "overall,p\((item + 1) / 2),\(item % 2 == 0 ? "moss" : "large")"
            for (place, person) in ["zoe", "ana", "ben"].enumerated() {
                let score = 1 + (quality + (item * (place + 2) % 5 == 0 ? 3 : 0)) / 3
                rows.append("i\(item),\(person),human,\(min(5, score)),\(tail)")
            }
            rows.append("i\(item),gpt,judge,\(min(5, 1 + (quality + item % 3) / 3)),\(tail)")
            if metric { rows.append("i\(item),sim,metric,0.\(100 + quality * 37 + item),\(tail)") }
        }
        return rows
    }

    private static let header = "item,rater,kind,score,criterion,prompt,model"

    private static func written(_ rows: [String], _ header: String = header) -> String {
        ([header] + rows).joined(separator: "\n") + "\n"
    }

    /// The same rows in another order, the same each time.
    private static func shuffled(_ rows: [String]) -> [String] {
        rows.sorted { SHA256.hex(of: $0) < SHA256.hex(of: $1) }
    }

    /// Without what names the file.
    private static func lines(_ output: String, _ files: String...) -> String {
        files.reduce(output) { $0.replacing($1, with: "FILE") }
    }

    @Test(arguments: ["nominal", "ordinal", "interval"])
    func theOrderOfTheRowsMovesNoDigitOfCalibrate(level: String) async throws {
        let workspace = TemporaryWorkspace()
        let rows = Self.rows()
        try workspace.write("a.csv", Self.written(rows))
        try workspace.write("b.csv", Self.written(Self.shuffled(rows)))
        let (a, b) = ("\(workspace.path)/a.csv", "\(workspace.path)/b.csv")
        let tail = ["--level", level, "--resamples", "200", "--format", "json"]
        let one = await workspace.slam(["calibrate", "--file", a] + tail)
        let other = await workspace.slam(["calibrate", "--file", b] + tail)
        #expect(one.status == 0 && one.output.contains("slam.calibrate.v1"), "\(one.errors)")
        #expect(Self.lines(one.output, a) == Self.lines(other.output, b))
    }

    @Test func theOrderOfTheRowsMovesNoDigitOfVerdicts() async throws {
        let workspace = TemporaryWorkspace()
        let words = ["first", "second", "tie"]
        var rows: [String] = []
        for item in 1...40 {
            let truth = item * 5 % 3
            for (place, person) in ["ben", "ana"].enumerated() {
                let own = item % (7 + place) == 0 ? (truth + 1) % 3 : truth
                rows.append("i\(item),\(person),\(words[own]),human,,p\(item / 2)")
            }
            for (place, order) in ["first", "second"].enumerated() {
                let said =
                    (item + place * 5) % 13 == 0 ? "unparsed" : words[item * (place + 2) % 5 == 0 ? 2 - truth : truth]
                rows.append("i\(item),gpt,\(said),judge,\(order),p\(item / 2)")
            }
        }
        let header = "item,rater,verdict,kind,order,prompt"
        try workspace.write("a.csv", Self.written(rows, header))
        try workspace.write("b.csv", Self.written(Self.shuffled(rows), header))
        var outputs: [String] = []
        for file in ["a.csv", "b.csv"] {
            let path = "\(workspace.path)/\(file)"
            outputs.append(try await workspace.done("judge", "verdicts", path, "--format", "json").output)
        }
        #expect(outputs[0] == outputs[1])
        let json = try JSONValue(parsing: outputs[0])
        let row = try #require(json["rows"]?.array?.first)
        func count(_ name: String) -> Int { row[name]?.integer ?? -1 }
        // Two orders agree whether or not people do.
        #expect(count("consistent") + count("inconsistent") + count("in_one_order") + count("without_verdict") == 40)
        #expect(count("items_with_people") < 40 && count("in_one_order") > 0)
        #expect(count("compared") > count("compared_items"))
        let share = row["agreement"]?.number ?? 0
        #expect(abs(share * Double(count("compared")) - Double(count("correct"))) < 1e-9)
        let table = try await workspace.done("judge", "verdicts", "\(workspace.path)/a.csv").output
        #expect(table.contains("\(count("compared")) / \(count("compared_items"))"))
    }

    @Test func declaredCategoriesHoldForNoMetric() async throws {
        let workspace = TemporaryWorkspace()
        try workspace.write("a.csv", Self.written(Self.rows()))
        try workspace.write("b.csv", Self.written(Self.rows(metric: false)))
        let tail = ["--level", "ordinal", "--categories", "1,2,3,4,5", "--resamples", "20", "--format", "json"]
        let whole = await workspace.slam(["agreement", "\(workspace.path)/a.csv"] + tail)
        let bare = await workspace.slam(["agreement", "\(workspace.path)/b.csv"] + tail)
        #expect(whole.status == 0, "\(whole.errors)")
        let (one, other) = (try JSONValue(parsing: whole.output), try JSONValue(parsing: bare.output))
        let (criterion, beside) = (one["criteria"]?.array?.first, other["criteria"]?.array?.first)
        #expect(criterion?["categories"] == .array([1, 2, 3, 4, 5].map(JSONValue.number)))
        #expect(criterion?["measures"] == beside?["measures"])
        let metric = try #require(criterion?["automatic"]?.array?.first { $0["rater"]?.string == "sim" })
        #expect(metric["measures"]?["spearman"]?["value"]?.number != nil)
    }

    /// The points that occur are those of the whole file, whichever part of it a figure is of.
    @Test(arguments: [["--split", "prompt"], ["--by", "prompt"], ["--rater", "r", "--rater", "s"]])
    func aPartIsOnTheScaleOfTheWhole(part: [String]) async throws {
        let workspace = TemporaryWorkspace()
        let rows = [
            "a1,r,1,p", "a1,s,2,p", "a2,r,2,p", "a2,s,2,p", "a3,r,1,p", "a3,s,1,p", "b1,r,5,q", "b1,s,1,q",
            "b2,r,3,q", "b2,s,4,q", "a1,t,5,p", "a2,t,3,p",
        ]
        let kept = part.first == "--rater" ? rows.filter { !$0.contains(",q") } : rows
        try workspace.write("part.csv", Self.written(kept, "item,rater,score,prompt"))
        let command = [
            "agreement", "\(workspace.path)/part.csv", "--level", "ordinal", "--resamples", "0", "--all", "--format",
            "csv",
        ]
        let points = part.first == "--rater" ? "1,2,3,5" : "1,2,3,4,5"
        let found = await workspace.slam(command + part).output
        #expect(await workspace.slam(command + part + ["--categories", points]).output == found)
        #expect(found.contains("gwet_ac.ordinal"))
    }

    @Test func aKappaIsNotSetBesideAnotherMeasureOfAPerson() async throws {
        let workspace = TemporaryWorkspace()
        var rows: [String] = []
        for item in 1...60 {
            let pair = [("moss", "large"), ("large", "tiny"), ("moss", "tiny")][item % 3]
            for (place, person) in ["ana", "ben", "cleo"].enumerated() {
                let value = item * (place + 3) % 7 == 0 ? -1 : [1, 0, 1, -1][item % 4]
                rows.append("i\(item),\(person),human,\(value),p\(item / 3),\(pair.0),\(pair.1)")
            }
            rows.append("i\(item),gpt,judge,\([1, 1, 0, -1][item % 4]),p\(item / 3),\(pair.0),\(pair.1)")
        }
        try workspace.write("pairs.csv", Self.written(rows, "item,rater,kind,score,prompt,model_a,model_b"))
        for level in [[], ["--level", "nominal"]] {
            let outcome = await workspace.slam(
                ["agreement", "\(workspace.path)/pairs.csv", "--resamples", "20"] + level
            )
            let words = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(!words.contains("no two people rated the same items"))
            #expect(words.contains("with percent_agreement it agrees with the others"), "\(words.prefix(600))")
        }
    }

    @Test func nothingIsSaidOfAReachWithoutAnInterval() async throws {
        let workspace = TemporaryWorkspace()
        let rows = (1...30).flatMap { item in
            ["a,human", "b,human", "g,judge"].map { "i\(item),\($0),\(1 + item % 5)" }
        }
        try workspace.write("same.csv", Self.written(rows, "item,rater,kind,score"))
        let output = try await workspace.done("agreement", "\(workspace.path)/same.csv", "--resamples", "20").output
        let words = output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("a person reaches 1.000") && !words.contains("1.000 –, which lies"))
    }

    @Test func aScreenThatDropsNothingHasNoChance() async throws {
        let workspace = TemporaryWorkspace()
        let models = ["a", "b", "c", "d", "e", "f", "g"]
        let entries = models.map { "\($0): {endpoint: api, model: \($0)1}" }.joined(separator: ", ")
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {\(entries)}
            criteria:
              overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}
            reviewers: [ana]
            """
        )
        var (prompts, responses) = ("", "prompt,model,response\n")
        var scores = "rater,kind,version,criterion,score,prompt,model\n"
        for prompt in 1...6 {
            prompts += #"{"id": "p\#(prompt)", "prompt": "What is \#(prompt)?"}"# + "\n"
            for (place, model) in models.enumerated() {
                responses += "p\(prompt),\(model),It is \(model) \(prompt).\n"
                let score = 1 + (place * 3 + prompt) % 5
                if place < 6 { scores += "ana,human,,overall,\(score),p\(prompt),\(model)\n" }
                scores += "gpt,judge,v1,overall,\(1 + (place * 2 + prompt) % 5),p\(prompt),\(model)\n"
            }
        }
        try await workspace.fill(prompts: prompts, responses: responses, scores: scores)
        try await workspace.done("unblind", "--who", "test", "--yes")
        func line(_ keep: Int) async throws -> JSONValue {
            let outcome = await workspace.slam(["screen", "--keep", "\(keep)", "--format", "json"])
            let json = try JSONValue(parsing: outcome.output)
            #expect(json["draws"]?.integer == 10_000 && json["seed"] != nil)
            return try #require(json["lines"]?.array?.first)
        }
        for keep in [7, 8] {
            let all = try await line(keep)
            #expect(all["p_drop"] == .null && all["note"]?.string?.contains("nothing is dropped") == true)
            #expect(all["keep"]?.array?.compactMap(\.string).sorted() == models)
        }
        let some = try await line(4)
        #expect(some["p_drop"] != .null && some["drop"]?.array?.count == 3)
        let replay = try #require(some["replay"])
        // Wilson's interval of 0 of 6.
        #expect(replay["runs"]?.integer == 6 && replay["dropped"]?.integer == 0 && replay["low"]?.number == 0)
        #expect(abs(try #require(replay["high"]?.number) - 0.390334) < 1e-6)
        // The share of draws, and below what draws can tell no figure.
        #expect((0.15...0.3).contains(try #require(some["p_drop"]?.number)))
        #expect(try await line(6)["p_drop"]?["below"]?.number == 0.06)
    }

    /// Yes and no have no distance: 'judge verdicts' has of them what 'agreement' has.
    @Test func verdictsOfYesAndNoAreSharesAlike() async throws {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {large: {endpoint: api, model: l1}}
            criteria:
              send: {question: "Send it?", accept: true}
            reviewers: [ana, ben, cleo]
            """
        )
        var (prompts, responses) = ("", "prompt,model,response\n")
        var scores = "rater,kind,version,criterion,score,prompt,model\n"
        for prompt in 1...40 {
            prompts += #"{"id": "p\#(prompt)", "prompt": "What is \#(prompt)?"}"# + "\n"
            responses += "p\(prompt),large,It is \(prompt).\n"
            let truth = prompt % 3 == 0 ? 0 : 1
            for (place, person) in ["ana", "ben", "cleo"].enumerated() {
                let own = prompt * (place + 2) % 7 == 0 ? 1 - truth : truth
                scores += "\(person),human,,send,\(own),p\(prompt),large\n"
            }
            scores += "gpt,judge,v1,send,\(prompt % 5 == 0 ? 1 - truth : truth),p\(prompt),large\n"
        }
        try await workspace.fill(prompts: prompts, responses: responses, scores: scores)
        let agreement = try JSONValue(parsing: try await workspace.done("agreement", "--format", "json").output)
        let known = agreement["criteria"]?.array?.first?["automatic"]?.array?.first?["measures"]
        let verdicts = try JSONValue(parsing: try await workspace.done("judge", "verdicts", "--format", "json").output)
        let row = try #require(verdicts["rows"]?.array?.first)
        for (name, measure) in [("agreement", "percent_agreement"), ("kappa", "cohen.unweighted")] {
            #expect(row[name]?.number != nil && row[name] == known?[measure]?["value"], "\(name)")
            #expect(row["\(name)_low"] == known?[measure]?["low"] && row["\(name)_high"] == known?[measure]?["high"])
        }
        #expect(row["distance"] == .null && row["ties"]?.integer == 0 && row["correct"]?.integer == 29)
        #expect(try await workspace.done("judge", "verdicts").output.contains("  alike "))
    }
}

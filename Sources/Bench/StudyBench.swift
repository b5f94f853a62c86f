import Foundation
import Studies

/// A whole study as its user runs it: what every command costs on 1,000, 10,000 and 100,000 responses of 20 models with
/// four times as many ratings, beside pandas with krippendorff and sqlite3's own import of the same ratings.
enum StudyBench {
    private static let name = "bench"
    private static let commands = [
        ["agreement"], ["disagreements"], ["judge", "verdicts"], ["verify"], ["doctor"], ["export"], ["status"],
    ]

    static func run() throws {
        var before: [String: Child] = [:]
        for count in sizes {
            print(
                "study of \(count) responses, \(count * 4) ratings: processor seconds, MB at most, growth per tenfold"
            )
            let folder = try StudyFolder(responses: count, study: name)
            defer { folder.remove() }
            for (title, child) in try measured(in: folder) {
                guard child.status == 0 else { throw BenchFailure(what: title, output: child.output) }
                print(line(title, child, before[title]))
                before[title] = child
            }
            try peers(folder)
        }
    }

    /// All three, or those that `SLAM_BENCH_RESPONSES` lists.
    private static var sizes: [Int] {
        let listed = ProcessInfo.processInfo.environment["SLAM_BENCH_RESPONSES"]?.split(separator: ",")
        return listed?.compactMap { Int($0) } ?? [1_000, 10_000, 100_000]
    }

    private static func measured(in folder: StudyFolder) throws -> [(String, Child)] {
        var all: [(String, Child)] = []
        for (file, options) in [("responses", []), ("ratings", ["--new-raters"])] {
            let child = try folder.slam(["import", "\(folder.path)/\(file).jsonl"] + options)
            all.append(("import \(file)", child))
        }
        for command in commands { all.append((command.joined(separator: " "), try folder.slam(command))) }
        return all
    }

    private static func line(_ title: String, _ child: Child, _ before: Child?) -> String {
        let growth = before.map { String(format: "  ×%.1f", child.processor / max($0.processor, 0.001)) } ?? ""
        let figures = String(format: "%9.2f s %7.0f MB", child.processor, child.megabytes)
        return "    " + title.padding(toLength: 36, withPad: " ", startingAt: 0) + figures + growth
    }

    private static func peers(_ folder: StudyFolder) throws {
        let table = "\(folder.path)/ratings.csv"
        let exported = try folder.slam(["export", "--tidy", "csv"])
        try exported.output.write(toFile: table, atomically: true, encoding: .utf8)
        print(line("export --tidy csv", exported, nil))
        let database = "\(folder.path)/peer.sqlite"
        // A machine without the program has no such line.
        if let peer = try? Child.run("sqlite3", [database, ".import --csv \(table) rating"]), peer.status == 0 {
            print(line("sqlite3 .import of that CSV", peer, nil))
        }
        let environment = ProcessInfo.processInfo.environment
        guard let python = environment["SLAM_BENCH_PYTHON"], let scripts = environment["SLAM_BENCH_PEERS"] else {
            return
        }
        let peer = try Child.run(python, ["\(scripts)/krippendorff_alpha.py", table])
        print(peer.status == 0 ? line("pandas + krippendorff, no interval", peer, nil) : "    no pandas + krippendorff")
    }
}

/// What a benchmark ran and what it said.
private struct BenchFailure: Error, CustomStringConvertible {
    var what: String
    var output: String

    var description: String { "\(what): \(output.prefix(500))" }
}

/// A workspace with a study, a file of responses and one of ratings, the same every time.
private struct StudyFolder {
    private static let models = 20
    let path: String
    private let study: String

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    func slam(_ arguments: [String]) throws -> Child { try Child.run(Child.slam, arguments + ["--workspace", path]) }

    init(responses count: Int, study: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "slam-bench-\(UUID().uuidString)").path
        self.study = study
        for folder in ["Prompts", "Annotations"] {
            try FileManager.default.createDirectory(
                atPath: "\(path)/\(folder)/\(study)",
                withIntermediateDirectories: true
            )
        }
        var random = Random()
        try definition.write(toFile: "\(path)/Prompts/\(study)/study.yaml", atomically: true, encoding: .utf8)
        let prompts = (0..<count / Self.models).map { "{\"id\":\"p\($0)\",\"prompt\":\"\(random.words(30))\"}\n" }
        try prompts.joined().write(toFile: "\(path)/Prompts/\(study)/prompts.jsonl", atomically: true, encoding: .utf8)
        try writeAnswers(prompts.count, &random)
    }

    private var definition: String {
        let models = (0..<Self.models).map {
            "  m\($0): {endpoint: none, model: x\($0)\($0 == 0 ? ", baseline: true" : "")}\n"
        }
        return """
            version: 1
            endpoints: {none: {kind: openai, url: "http://127.0.0.1:9/v1"}}
            models:
            \(models.joined())criteria:
              overall: {question: "How good is it?", level: ordinal, scale: {min: 1, max: 5, step: 1}}
              better: {question: "Which one is better?", pairwise: {tie: true, both_bad: false}}
            reviewers: [ana, ben]
            review: {pairs: ring, seed: 7}

            """
    }

    /// Two people and a judge score every response; a person and a judge compare the models two by two.
    private func writeAnswers(_ prompts: Int, _ random: inout Random) throws {
        var (responses, ratings) = (Data(), Data())
        for prompt in 0..<prompts {
            var items: [(id: ItemID, quality: Double)] = []
            for model in 0..<Self.models {
                let text = random.words(60)
                responses += Data(#"{"prompt":"p\#(prompt)","model":"m\#(model)","response":"\#(text)"}"#.utf8) + [0x0A]
                let item = ItemID(study: study, prompt: "p\(prompt)", text: text)
                items.append((item, 2 + Double(model) * 0.08 + random.noise))
                for (rater, kind) in [("ana", "human"), ("ben", "human"), ("gpt", "judge")] {
                    let score = max(1, min(5, (items[model].quality + random.noise).rounded()))
                    ratings += line(item.rawValue, rater, kind, "overall", "\(Int(score))")
                }
            }
            for place in stride(from: 0, to: Self.models, by: 2) {
                let pair = items[place...place + 1].sorted { $0.id < $1.id }
                for (rater, kind) in [("ana", RaterKind.human), ("gpt-pairs", .judge)] {
                    let lead = pair[0].quality - pair[1].quality + random.noise
                    let score: Double = lead > 0.4 ? 1 : lead < -0.4 ? -1 : 0
                    let record = RatingRecord(
                        study: study,
                        subject: .pair(PairID(pair[0].id, pair[1].id)),
                        prompt: "p\(prompt)",
                        criterion: "better",
                        value: score,
                        rater: rater,
                        kind: kind
                    )
                    ratings += record.canonicalLine + [0x0A]
                }
            }
        }
        try responses.write(to: URL(filePath: "\(path)/responses.jsonl"))
        try ratings.write(to: URL(filePath: "\(path)/ratings.jsonl"))
    }

    private func line(_ item: String, _ rater: String, _ kind: String, _ criterion: String, _ score: String) -> Data {
        Data(
            #"{"item":"\#(item)","rater":"\#(rater)","kind":"\#(kind)","criterion":"\#(criterion)","score":\#(score)}"#
                .utf8
        ) + [0x0A]
    }
}

/// A stream of numbers and words that is the same every time.
private struct Random {
    private var state: UInt64 = 7

    private mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    /// About normal, of a standard deviation of .8.
    var noise: Double {
        mutating get { (0..<4).reduce(0) { sum, _ in sum + Double(next() % 1000) / 1000 - 0.5 } * 1.4 }
    }

    mutating func words(_ count: Int) -> String {
        (0..<count).map { _ in String(next() % 2000 * 7919, radix: 36) }.joined(separator: " ")
    }
}

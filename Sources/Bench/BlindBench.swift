import Agreement
import Fixtures
import Foundation

/// Whether the time that a session takes tells who wrote a text: an attacker beside the reviewer times every key until the
/// next item is up, and guesses the writer from it.
///
/// The texts are exchangeable between models, so that only the program can make a difference.
enum BlindBench {
    private static let (prompts, models, permutations) = (40, 4, 2000)

    /// A text that was on the screen: who wrote it, and the seconds until it was up and until its rating was.
    private struct Timed {
        var prompt: Int
        var model: Int
        var painting: Double
        var saving: Double
    }

    static func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var random = Generator(seed: 11)
        let writers = try makeStudy(in: folder, &random)
        let timed = try review(folder, writers)
        guard timed.count > prompts * models / 2 else { throw CocoaError(.executableRuntimeMismatch) }
        report("key to the next item's frame", timed, timed.map(\.painting), &random)
        report("rating of an item to the next frame", timed, timed.map(\.saving), &random)
    }

    /// Rates item after item; marks that only one text has say which is up.
    private static func review(_ folder: URL, _ writers: [String: (prompt: Int, model: Int)]) throws -> [Timed] {
        let arguments = ["review", "--reviewer", "bench", "--no-warm-up", "--workspace", folder.path]
        let terminal = try PseudoTerminal(Child.slam, arguments)
        guard terminal.waitUp(for: "zq") else { throw CocoaError(.executableRuntimeMismatch) }
        try saveFirst(on: terminal)
        let clock = ContinuousClock()
        var (timed, painting, keys) = ([Timed](), Double?.none, 0)
        while timed.count < writers.count, let shown = mark(on: terminal.screen.text), let writer = writers[shown] {
            let questions = terminal.screen.questions
            let start = clock.now
            // A key that ended the last item answers the next one only after a while: another one each time.
            keys += 1
            terminal.type("\(keys % 5 + 1)")
            let isNext = terminal.wait { screen in
                screen.questions > questions
                    && mark(on: screen.text).map { $0 != shown } ?? screen.text.contains("Nothing")
            }
            guard isNext else { break }
            let seconds = (clock.now - start) / .seconds(1)
            if let painting {
                timed.append(Timed(prompt: writer.prompt, model: writer.model, painting: painting, saving: seconds))
            }
            painting = seconds
        }
        terminal.type("q")
        _ = terminal.wait()
        return timed
    }

    /// A new reviewer's first item waits for Enter, which nothing else does.
    private static func saveFirst(on terminal: PseudoTerminal) throws {
        let first = mark(on: terminal.screen.text)
        guard terminal.type("1", until: "[Enter] saves") else { throw CocoaError(.executableRuntimeMismatch) }
        let questions = terminal.screen.questions
        terminal.type("\r")
        guard terminal.wait({ $0.questions > questions && mark(on: $0.text) != first }) else {
            throw CocoaError(.executableRuntimeMismatch)
        }
    }

    private static func mark(on screen: String) -> String? {
        screen.split { !$0.isLetter && !$0.isNumber }.first { $0.hasPrefix("zq") && $0.count > 6 }.map(String.init)
    }

    /// The attacker calls a quarter of the times after the model that it holds most of: as right as it can be, since it
    /// knows the truth. What that comes to by luck is found by shuffling models within prompts.
    private static func report(_ name: String, _ timed: [Timed], _ seconds: [Double], _ random: inout Generator) {
        let order = seconds.indices.sorted { seconds[$0] < seconds[$1] }
        var quarter = [Int](repeating: 0, count: timed.count)
        for (rank, place) in order.enumerated() { quarter[place] = rank * 4 / timed.count }
        func right(_ labels: [Int]) -> Int {
            var table = [[Int]](repeating: [Int](repeating: 0, count: models), count: 4)
            for (place, label) in labels.enumerated() { table[quarter[place]][label] += 1 }
            return table.reduce(0) { $0 + ($1.max() ?? 0) }
        }
        let truth = timed.map(\.model)
        let found = right(truth)
        let groups = Dictionary(grouping: timed.indices) { timed[$0].prompt }.sorted { $0.key < $1.key }.map(\.value)
        let lucky = (0..<permutations).map { _ in
            var labels = truth
            for group in groups {
                for (place, other) in zip(group, group.shuffled(using: &random)) { labels[place] = truth[other] }
            }
            return right(labels)
        }.sorted()
        let share = { (count: Int) in 100 * Double(count) / Double(timed.count) }
        let luck = Double(lucky.count { $0 >= found } + 1) / Double(permutations + 1)
        print(
            String(
                format:
                    "%@: guessed %.1f %% of %d texts; by luck %.1f %%, in 95 of 100 shuffles at most %.1f %% (p = %.3f); "
                    + "the bound on what timing gives away: %.1f points",
                name,
                share(found),
                timed.count,
                share(lucky[permutations / 2]),
                share(lucky[permutations * 95 / 100]),
                luck,
                max(0, share(found) - share(lucky[permutations * 25 / 1000]))
            )
        )
    }

    /// Texts drawn alike and given to models by lot; by mark who wrote which.
    private static func makeStudy(in folder: URL, _ random: inout Generator) throws -> [String: (
        prompt: Int, model: Int
    )] {
        let study = folder.appending(path: "Prompts/bench")
        try FileManager.default.createDirectory(at: study, withIntermediateDirectories: true)
        let yaml = """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {\((0..<models).map { "m\($0): {endpoint: api, model: x\($0)}" }.joined(separator: ", "))}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5}}}
            reviewers: [bench]
            """
        try Data(yaml.utf8).write(to: study.appending(path: "study.yaml"))
        let lines = (0..<prompts).map { "{\"id\": \"p\($0)\", \"prompt\": \"Ask \($0)\"}\n" }
        try Data(lines.joined().utf8).write(to: study.appending(path: "prompts.jsonl"))
        var writers: [String: (prompt: Int, model: Int)] = [:]
        var rows = (0..<models).map { _ in "prompt,model,response\n" }
        for prompt in 0..<prompts {
            for model in (0..<models).shuffled(using: &random) {
                let mark = "zq" + String(random.next() % 1_000_000_000 + 1_000_000_000, radix: 36)
                writers[mark] = (prompt, model)
                let words = (0..<Int.random(in: 5...60, using: &random)).map { _ in "word" }.joined(separator: " ")
                rows[model] += "p\(prompt),m\(model),\(mark) \(words)\n"
            }
        }
        // Model after model, as files come.
        for (model, text) in rows.enumerated() {
            let file = folder.appending(path: "m\(model).csv")
            try Data(text.utf8).write(to: file)
            guard try Child.run(Child.slam, ["import", file.path, "--workspace", folder.path]).status == 0 else {
                throw CocoaError(.executableRuntimeMismatch)
            }
        }
        return writers
    }
}

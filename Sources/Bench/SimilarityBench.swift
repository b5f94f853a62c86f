import Embedding
import Foundation
import Studies

/// Sentences that the native encoder embeds in a second of processor time, beside torch and onnxruntime on one thread where
/// they are installed; memory, two cores against one, and loading.
enum SimilarityBench {
    private static let vocabulary =
        "the refund is not possible for this order please call our office before friday and keep your receipt weather meeting"
        .split(separator: " ")
    private static let seconds = 2.0

    private static func sentence(_ number: Int, words: Int) -> String {
        (0..<words).map { vocabulary[(7 * $0 + number) % vocabulary.count] }.joined(separator: " ")
    }

    static func run() throws {
        guard KnownModel.minilm.isFetched else {
            return print("similarity: 'slam embedder fetch minilm' first: nothing is measured without the model")
        }
        let choices = Similarity.Encoder(source: .known(name: "minilm"))
        let loading = try fastest(of: 3) {
            _ = try EncoderModel(KnownModel.minilm.folder, name: "minilm", choices: choices)
        }
        report("the encoder loaded and its files hashed", seconds: loading, against: "the limit", limit: 0.2)
        let embedder = try EncoderModel(KnownModel.minilm.folder, name: "minilm", choices: choices).embedder
        var peersMemory: [String: Double] = [:]
        for words in [16, 64, 200] {
            for batch in [1, 32] {
                let own = try rate(embedder, words: words, batch: batch)
                var line = "\(words) words, \(batch) at a time: slam \(figure(own))"
                for peer in ["torch", "onnxruntime"] {
                    guard let (rate, megabytes) = try ask(peer, words: words, batch: batch) else { continue }
                    peersMemory[peer] = max(peersMemory[peer] ?? 0, megabytes)
                    line += ", \(peer) \(figure(rate)) (slam is \(String(format: "%.2f", own / rate)) of it)"
                }
                print(line + " sentences a processor second")
            }
        }
        try runWhole(peersMemory)
    }

    private static func figure(_ value: Double) -> String { String(format: "%.1f", value) }

    private static func rate(_ embedder: Embedder, words: Int, batch: Int) throws -> Double {
        let texts = (0..<batch).map { sentence($0, words: words) }
        _ = try embedder.vectors(texts)
        let start = processorSeconds()
        var count = 0
        while processorSeconds() - start < seconds {
            _ = try embedder.vectors(texts)
            count += batch
        }
        return Double(count) / (processorSeconds() - start)
    }

    private static func processorSeconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    /// A peer's sentences a processor second and its largest megabytes; nil where it is not installed.
    private static func ask(_ peer: String, words: Int, batch: Int) throws -> (Double, Double)? {
        let environment = ProcessInfo.processInfo.environment
        guard let python = environment["SLAM_BENCH_ENCODERS"] ?? environment["SLAM_BENCH_PYTHON"],
            let folder = environment["SLAM_BENCH_PEERS"]
        else { return nil }
        let model = KnownModel.minilm.folder.folder
        let arguments = ["\(folder)/minilm.py", peer, model, "\(words)", "\(batch)", "\(seconds)"]
        let run = try Child.run(python, arguments)
        let numbers = run.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        return run.status == 0 && numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }

    /// The whole command on a study: its memory, and two threads against one in five pairs of runs.
    private static func runWhole(_ peersMemory: [String: Double]) throws {
        let count = 600
        let folder = try workspace(count)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let whole = "\(folder)/slam.sqlite"
        func take(_ jobs: Int) throws -> Child {
            let copy = "\(folder)/copy.sqlite"
            defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + end) } }
            try FileManager.default.copyItem(atPath: whole, toPath: copy)
            let place = ["--workspace", folder, "--database", copy]
            let run = try Child.run(Child.slam, ["similarity", "--jobs", "\(jobs)"] + place)
            guard run.status == 0 else { throw CocoaError(.executableRuntimeMismatch) }
            return run
        }
        let pairs = try (0..<5).map { _ in (one: try take(1), two: try take(2)) }
        let ratios = pairs.map { $0.one.wall / $0.two.wall }.sorted()
        let most = pairs.flatMap { [$0.one.megabytes, $0.two.megabytes] }.max() ?? 0
        print("\(count) texts of 64 words: two threads are \(String(format: "%.2f", ratios[2])) × one (median of five)")
        let peers = peersMemory.sorted { $0.key < $1.key }.map { "\($0.key) \(Int($0.value))" }
        print("    \(Int(most)) MB at most" + (peers.isEmpty ? "" : "; \(peers.joined(separator: ", "))"))
    }

    private static func workspace(_ count: Int) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-bench-\(UUID().uuidString)")
        let study = folder.appending(path: "Prompts/bench")
        try FileManager.default.createDirectory(at: study, withIntermediateDirectories: true)
        let yaml = """
            version: 1
            models: {m: {}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5}}}
            reviewers: [ana]
            similarity: {minilm: {embedder: minilm, reference: true}}
            """
        try Data(yaml.utf8).write(to: study.appending(path: "study.yaml"))
        var (prompts, responses) = ("", "prompt,model,response\n")
        for number in 0..<count {
            let reference = sentence(number % 7, words: 64)
            prompts += "{\"id\": \"p\(number)\", \"prompt\": \"Ask \(number)\", \"reference\": \"\(reference)\"}\n"
            responses += "p\(number),m,\(number) \(sentence(number, words: 63))\n"
        }
        try Data(prompts.utf8).write(to: study.appending(path: "prompts.jsonl"))
        let table = folder.appending(path: "responses.csv").path
        try Data(responses.utf8).write(to: URL(filePath: table))
        guard try Child.run(Child.slam, ["import", table, "--workspace", folder.path]).status == 0 else {
            throw CocoaError(.executableRuntimeMismatch)
        }
        return folder.path
    }
}

import Foundation

/// Prints figures of this machine, each beside the peer or the limit that it is held against. Run by `Scripts/bench`.
@main
enum Main {
    static func main() async {
        let wanted = CommandLine.arguments.dropFirst()
        for name in wanted where Benchmark(rawValue: name) == nil {
            let known = Benchmark.allCases.map(\.rawValue).joined(separator: ", ")
            print("bench: no '\(name)': choose of \(known)")
            exit(64)
        }
        for benchmark in Benchmark.allCases where wanted.isEmpty || wanted.contains(benchmark.rawValue) {
            do { try await benchmark.run() } catch {
                print("bench: \(benchmark.rawValue) failed: \(error)")
                exit(1)
            }
        }
    }
}

/// Every benchmark in this program, by the name that `Scripts/bench NAME` takes.
enum Benchmark: String, CaseIterable {
    case program, study, agreement, coverage, calibration, rank, latent, collect, batch, plan, layout, review, blind,
        similarity

    func run() async throws {
        switch self {
        case .program: try ProgramBench.run()
        case .study: try StudyBench.run()
        case .agreement: try AgreementBench.run()
        case .coverage: try CoverageBench.run()
        case .calibration: try CalibrationBench.run()
        case .rank: try RankBench.run()
        case .latent: try LatentBench.run()
        case .collect: try CollectBench.run()
        case .batch: try BatchBench.run()
        case .plan: try PlanBench.run()
        case .layout: try LayoutBench.run()
        case .review: try ReviewBench.run()
        case .blind: try BlindBench.run()
        case .similarity: try SimilarityBench.run()
        }
    }
}

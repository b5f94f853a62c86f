package import Auditing
import Inference
import Store
package import Studies

/// Load that rises step by step until more is of no use.
package struct LoadRamp: Sendable {
    let prober: Prober
    let test: LoadTest
    let loads: [Attempt.Load]
    /// The coverage of the intervals.
    let confidence: Double
    package let stop = StopSign()

    /// How many steps are wanted; fewer where the service level breaks before.
    package var stepCount: Int { loads.count }

    /// What the load is held to.
    package var level: ServiceLevel { prober.text.study.serviceLevel }

    /// Warms the model, then takes the steps; `tell` is called after each.
    package func run(_ tell: @Sendable (LoadMeasurement) -> Void) async throws -> LoadReport? {
        try prober.keep(test)
        try await prober.readServers(of: [test.model])
        var number = 0
        for load in loads where !Task.isCancelled && !stop.isSet {
            number += try await test.run(load, first: number, with: prober, stop)
            let report = try report()
            if let step = report?.steps.last { tell(step) }
            if report?.curve.isSaturated ?? false { break }
        }
        try await prober.readServers(of: [test.model])
        if !Task.isCancelled, !stop.isSet {
            try prober.store.finishLoad(test.hash, of: prober.text.study.name)
        }
        return try report()
    }

    private func report() throws -> LoadReport? {
        let attempts = try prober.store.auditedAttempts(of: prober.text.study.name, purposes: [.probe])
        return LoadReport.reports(attempts, level, schedule: test.hash, confidence: confidence).first
    }
}

extension Prober {
    /// A load test of that model; throws words where the study has it not.
    package func ramp(
        _ model: String,
        _ loads: [Attempt.Load],
        prompts: [String],
        seconds: Int,
        requests: Int,
        confidence: Double = 0.95
    ) throws -> LoadRamp {
        guard let known = text.study.model(named: model), text.study.endpoint(named: known.endpoint) != nil else {
            throw StudiesError("--load: the study has no model '\(model)' with an endpoint")
        }
        let test = LoadTest(
            model: model,
            prompts: prompts,
            definition: text.definition(models: [known], prompts: prompts.compactMap { text.study.prompt(id: $0) }),
            startedAt: now(),
            seconds: seconds,
            requests: requests
        )
        return LoadRamp(prober: self, test: test, loads: loads, confidence: confidence)
    }
}

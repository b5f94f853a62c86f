import Agreement

/// Models of labels in memory.
enum LatentBench {
    static func run() throws {
        var state: UInt64 = 1
        func next(_ bound: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % bound)
        }
        var labels: [DawidSkene.Label] = []
        for item in 0..<200_000 {
            let truth = next(5)
            for rater in 0..<5 {
                labels.append(.init(item: item, rater: rater, category: next(10) < 7 ? truth : next(5)))
            }
        }
        let seconds = try fastest(of: 3) {
            _ = try DawidSkene(
                labels: labels,
                itemCount: 200_000,
                raterCount: 5,
                categoryCount: 5,
                steps: 10,
                tolerance: 0
            )
        }
        report("Dawid–Skene, 10 steps on 1,000,000 labels", seconds: seconds, against: "limit", limit: 0.05)
    }
}

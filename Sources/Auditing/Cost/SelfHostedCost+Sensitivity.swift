extension SelfHostedCost {
    /// How a ratio moves with what machines and their keep cost, each at half and at twice what it is.
    func sensitivities(_ ratio: (SelfHostedCost) -> Double?) -> [Sensitivity] {
        func scaled(
            _ name: String,
            _ value: Double?,
            within ends: ClosedRange<Double> = 0...Double.infinity,
            _ change: (inout SelfHostedCost, Double) -> Void
        ) -> Sensitivity? {
            guard let value, value > 0 else { return nil }
            return Sensitivity(name, low: max(ends.lowerBound, value / 2), high: min(ends.upperBound, value * 2)) {
                moved in
                var cost = self
                change(&cost, moved)
                return ratio(cost)
            }
        }
        let all = [
            scaled("peak_to_mean", peakToMean, within: 1...Double.infinity) { $0.peakToMean = $1 },
            scaled("utilisation", maxUtilisation, within: 0...1) { $0.maxUtilisation = $1 },
            scaled("gpu_hour", gpuHour) { $0.gpuHour = $1 },
            scaled("owned.price", owned?.price) { cost, price in
                // What is sold at the end never brings more than it cost.
                cost.owned?.price = price
                cost.owned?.residual = min(price, owned?.residual ?? 0)
            },
            scaled("owned.life_months", owned?.lifeMonths, within: 1...Double.infinity) {
                $0.owned?.lifeMonths = $1
            },
            scaled("electricity.price_per_kwh", power?.pricePerKWh) { $0.power?.pricePerKWh = $1 },
            scaled("electricity.pue", power?.pue, within: 1...Double.infinity) { $0.power?.pue = $1 },
            scaled("ops", operations) { $0.operations = $1 },
        ]
        return all.compactMap(\.self)
    }
}

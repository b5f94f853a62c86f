@testable import Agreement
import Testing

/// Quantiles of scipy 1.17.1.
struct DistributionTests {
    @Test(
        arguments: [
            (0.975, 5, 18, 3.381967805875243), (0.975, 18, 5, 6.361883204654352), (0.975, 5, 15, 3.5764153492790607),
            (0.95, 1, 1, 161.4476387975882), (0.975, 199_999, 800_000, 1.0069462607742963),
            (0.5, 3.7, 250.5, 0.8289732250756247),
        ] as [(Double, Double, Double, Double)]
    )
    func quantilesOfF(p: Double, first: Double, second: Double, value: Double) {
        #expect(abs(Distributions.fQuantile(p, first, second) / value - 1) < 1e-9)
    }

    @Test(
        arguments: [
            (0.975, 11, 2.200985160091639), (0.975, 1, 12.706204736174694), (0.025, 3, -3.1824463052837084),
            (0.995, 1_000_000, 2.5758342201053344),
        ] as [(Double, Double, Double)]
    )
    func quantilesOfStudent(p: Double, degrees: Double, value: Double) {
        #expect(abs(Distributions.studentQuantile(p, degrees) / value - 1) < 1e-9)
    }

    @Test(
        arguments: [(0.975, 1.959963984540054), (0.001, -3.090232306167813), (0.5, 0), (1 - 1e-10, 6.361340889697422)]
            as [(Double, Double)]
    )
    func quantilesOfTheNormal(p: Double, value: Double) {
        #expect(abs(Distributions.normalQuantile(p) - value) < 1e-9)
    }

    @Test func tailsAreThoseOfTheirSide() {
        let t = 2.200_985_160_091_639
        #expect(abs(Distributions.student(below: t, 11) - 0.975) < 1e-9)
        #expect(abs(Distributions.student(below: -t, 11) - 0.025) < 1e-9 && Distributions.student(below: 0, 3) == 0.5)
        #expect(Distributions.student(below: .infinity, 3) == 1 && Distributions.student(below: -.infinity, 3) == 0)
        let z = 1.959_963_984_540_054
        #expect(abs(normalUpperTail(z) - 0.025) < 1e-12 && abs(normalUpperTail(-z) - 0.975) < 1e-12)
        #expect(abs(normalQuantile(confidence: 0.95) - z) < 1e-9)
    }
}

import Agreement
import Foundation

extension Generator {
    /// From 0 up to 1, without 1.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Box and Muller's (1958).
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }
}

/// What made-up people give for a quality that nobody sees.
enum LatentQuality {
    /// On a scale of five points, skewed to its upper end.
    static func point(_ latent: Double) -> Double {
        latent < -1.8 ? 1 : latent < -1.2 ? 2 : latent < -0.5 ? 3 : latent < 0.4 ? 4 : 5
    }
}

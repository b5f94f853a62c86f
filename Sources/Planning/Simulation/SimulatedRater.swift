/// A rater whose habits are known, since they were planted.
package struct SimulatedRater: Sendable, Equatable {
    package var name: String
    /// Added to every score, in points of the scale.
    package var severity: Double
    /// Standard deviation of the rater's error, in points of the scale.
    package var noise: Double
    /// How much better the left of a pair looks, in points.
    package var leftBias: Double
    /// How much better a text looks that is twice as long, in points.
    package var lengthBias: Double
    /// The share of scores that are given without reading.
    package var laziness: Double
    /// How much the error grows over a hundred items, as a share of it.
    package var fatigue: Double

    package init(
        name: String,
        severity: Double = 0,
        noise: Double = 0.7,
        leftBias: Double = 0,
        lengthBias: Double = 0,
        laziness: Double = 0,
        fatigue: Double = 0
    ) {
        self.name = name
        self.severity = severity
        self.noise = noise
        self.leftBias = leftBias
        self.lengthBias = lengthBias
        self.laziness = laziness
        self.fatigue = fatigue
    }
}

/// A text as a simulated rater meets it.
package struct SimulatedText: Sendable {
    /// Its true quality in points of the scale.
    package var quality: Double
    /// Its length in characters.
    package var length: Int

    package init(quality: Double, length: Int) {
        self.quality = quality
        self.length = length
    }
}

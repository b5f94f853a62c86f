/// What is scored: a question and a scale with anchored points, a pairwise choice, or accept/reject.
package struct Criterion: Sendable, Equatable {
    /// How a criterion is answered.
    package enum Form: Sendable, Equatable {
        case scale(Scale)
        case pairwise(tie: Bool, bothBad: Bool)
        case accept
        /// The responses to a prompt are put in order, at most `most` of them, the best first.
        case ranking(most: Int, tie: Bool)
    }

    /// What one act of rating is of.
    package enum Subject: Sendable, CaseIterable {
        case item, pair, set
    }

    /// Whether a note is asked for beside an answer.
    package enum NoteRule: String, Sendable, CaseIterable {
        case optional, required, none
    }

    /// What a person is asked for beside the answer.
    package struct Asks: Sendable, Equatable {
        /// The choices of a list go on one digit each.
        package static let mostReasons = 9

        /// How sure the reviewer is, from 1 to 5.
        package var confidence: Bool
        /// One of these is to be chosen, where there are any.
        package var reasons: [String]
        package var note: NoteRule

        package init(confidence: Bool = false, reasons: [String] = [], note: NoteRule = .optional) {
            self.confidence = confidence
            self.reasons = reasons
            self.note = note
        }
    }

    package var name: String
    package var question: String
    package var level: MeasurementLevel
    package var form: Form
    package var asks: Asks

    package init(name: String, question: String, level: MeasurementLevel, form: Form, asks: Asks = Asks()) {
        self.name = name
        self.question = question
        self.level = level
        self.form = form
        self.asks = asks
    }

    /// What a reviewer has before the eyes when this is rated.
    package var subject: Subject {
        switch form {
        case .scale, .accept: .item
        case .pairwise: .pair
        case .ranking: .set
        }
    }

    /// Whether a rating is of a pair of responses.
    package var isPairwise: Bool { subject == .pair }
}

/// The level of measurement of a criterion's values.
package enum MeasurementLevel: String, Sendable, CaseIterable {
    case nominal, ordinal, interval, ratio
}

/// Equally spaced points, some of them anchored in words.
package struct Scale: Sendable, Equatable {
    package var min: Double
    package var max: Double
    package var step: Double
    /// In the order of their points.
    package var anchors: [Anchor]

    package init(min: Double, max: Double, step: Double, anchors: [Anchor] = []) {
        self.min = min
        self.max = max
        self.step = step
        self.anchors = anchors
    }

    /// One point and what it means.
    package struct Anchor: Sendable, Equatable {
        package var point: Double
        package var label: String

        package init(point: Double, label: String) {
            self.point = point
            self.label = label
        }
    }

    /// Every point from `min` to `max`, computed without accumulating rounding errors.
    package var points: [Double] {
        (0...Swift.max(0, Int(((max - min) / step).rounded()))).map { min + Double($0) * step }
    }

    /// The words of a point, where it is anchored.
    package func label(of point: Double) -> String? { anchors.first { $0.point == point }?.label }
}

import Review
import Store

extension BlindPresentation {
    /// Whether it is one response of a model, training aside.
    var isSingle: Bool { texts.count == 1 && !isTraining }
}

extension Submission {
    var spent: ReviewTime {
        ReviewTime(
            activeMilliseconds: Int64(time.active),
            idleMilliseconds: Int64(time.idle),
            keyTimes: time.keys,
            wasUnfolded: wasUnfolded
        )
    }
}

import ArgumentParser
import Ratings

/// The criteria that are wanted.
struct CriterionOption: ParsableArguments {
    @Option(help: "Only this criterion; again for several. Default: all.")
    var criterion: [String] = []

    /// The same, for the library.
    var selection: RatingSelection { RatingSelection(criteria: criterion) }
}

/// Those whose ratings or figures are wanted.
struct RaterOption: ParsableArguments {
    @Option(help: "Only this rater (reviewer, judge, panel or metric); again for several. Default: all.")
    var rater: [String] = []
}

/// The models that are wanted.
struct ModelOption: ParsableArguments {
    @Option(help: "Only this model, by letter until the study is unblinded; again for several. Default: all.")
    var model: [String] = []

    /// The same, for the library.
    var selection: RatingSelection { RatingSelection(models: model) }
}

/// Of a command whose figures have no models.
struct RaterSelectionOptions: ParsableArguments {
    @OptionGroup var criteria: CriterionOption
    @OptionGroup var raters: RaterOption

    /// The same, for the library.
    var selection: RatingSelection { RatingSelection(criteria: criteria.criterion, raters: raters.rater) }
}

/// Whose ratings of what are wanted.
struct SelectionOptions: ParsableArguments {
    @OptionGroup var rated: RaterSelectionOptions
    @OptionGroup var models: ModelOption

    var criterion: [String] { rated.criteria.criterion }
    var rater: [String] { rated.raters.rater }
    var model: [String] { models.model }

    /// The same, for the library.
    var selection: RatingSelection { RatingSelection(criteria: criterion, raters: rater, models: model) }
}

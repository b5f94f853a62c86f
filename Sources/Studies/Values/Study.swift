/// One question asked of some models: everything that `study.yaml` and `prompts.jsonl` say.
package struct Study: Sendable, Equatable {
    /// The name of the study's folder.
    package var name: String
    package var endpoints: [Endpoint]
    package var models: [Model]
    package var sampling: Sampling
    package var criteria: [Criterion]
    package var reviewers: [String]
    package var review: ReviewSettings
    package var judges: [Judge]
    package var panels: [Panel]
    package var similarities: [Similarity]
    package var calibration: CalibrationSettings
    package var prompts: [Prompt]
    /// Responses whose values are known beforehand.
    package var known: [KnownResponse]
    /// Examples that similarities compare with, by file name.
    package var exemplars: [String: [Exemplar]] = [:]
    /// Judge templates by file name, as they stand in the study's folder.
    package var templates: [String: String]
    /// What reviewers read before they rate, as Markdown; empty where there is none.
    package var guidelines: String
    /// What users of the service are promised.
    package var serviceLevel = ServiceLevel()
    /// What a cost rests on besides what was measured.
    package var cost = CostSettings()

    package init(
        name: String,
        endpoints: [Endpoint] = [],
        models: [Model] = [],
        sampling: Sampling = Sampling(),
        criteria: [Criterion] = [],
        reviewers: [String] = [],
        review: ReviewSettings = ReviewSettings(),
        judges: [Judge] = [],
        panels: [Panel] = [],
        similarities: [Similarity] = [],
        calibration: CalibrationSettings = CalibrationSettings(),
        prompts: [Prompt] = [],
        known: [KnownResponse] = [],
        templates: [String: String] = [:],
        guidelines: String = ""
    ) {
        self.name = name
        self.endpoints = endpoints
        self.models = models
        self.sampling = sampling
        self.criteria = criteria
        self.reviewers = reviewers
        self.review = review
        self.judges = judges
        self.panels = panels
        self.similarities = similarities
        self.calibration = calibration
        self.prompts = prompts
        self.known = known
        self.templates = templates
        self.guidelines = guidelines
    }
}

extension Study {
    /// The model that the others are held against, where the study names one.
    package var baseline: Model? { models.first(where: \.isBaseline) }

    /// The endpoint of that name.
    package func endpoint(named name: String) -> Endpoint? { endpoints.first { $0.name == name } }

    /// The model of that study name.
    package func model(named name: String) -> Model? { models.first { $0.name == name } }

    /// The criterion of that name.
    package func criterion(named name: String) -> Criterion? { criteria.first { $0.name == name } }

    /// The prompt with that id.
    package func prompt(id: String) -> Prompt? { prompts.first { $0.id == id } }
}

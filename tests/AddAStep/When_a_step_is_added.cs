using System.Text.RegularExpressions;
using Shouldly;

namespace EventDriven.AddAStep.Tests;

/// <summary>
/// Adds the README's fraud check, with a new participant, to a copy of the repository: <c>fraud-check.patch</c>. Then
/// leaves out one edit after the other, and expects a sentence that says what to add and where.
/// </summary>
public sealed partial class When_a_step_is_added(PatchedCopy copy) : IClassFixture<PatchedCopy>
{
    // The file whose edit is left out, the project that shows it, and what is said.
    public static TheoryData<string, string, string> Edits =>
        new()
        {
            { "Contracts/Queues.cs", "Services/Fraud", "'Queues' does not contain a definition for 'Fraud'" },
            { "Contracts/Orders/OrderStep.cs", "Sagas", "'OrderStep' does not contain a definition for 'CheckFraud'" },
            {
                "Contracts/Orders/OrderStates.cs",
                "tests/Sagas",
                "'OrderStates' does not contain a definition for 'CheckingFraud'"
            },
            {
                "Sagas/OrderSteps.cs",
                "tests/Sagas",
                "The step CheckFraud is not declared: add a row for it to OrderSteps."
            },
            {
                "Sagas/OrderStateMachine.cs",
                "tests/Sagas",
                "has a row for each event of Sagas/OrderStateMachine.cs: add what is missing"
            },
            {
                "tests/Sagas/Support/Scenario.cs",
                "tests/Sagas",
                "the table in tests/Sagas/Support/Scenario.cs has a column for each state"
            },
            { "deploy/services.txt", "tests/Structure", "deploy/services.txt has one row for each folder of Services" },
            { "compose.yaml", "tests/Structure", "add a service named fraud to compose.yaml" },
            { "Services/AllInOne/Program.cs", "tests/Structure", "add these services to Services/AllInOne/Program.cs" },
            { "EventDriven.sln", "tests/Structure", "a project outside EventDriven.sln is neither built nor tested" },
        };

    // The others of tests/Sagas would wait for what no longer happens.
    private static string[] AboutTheSteps =>
        [
            "-noLogo",
            "-noColor",
            "-class",
            "EventDriven.Sagas.Tests.Every_event_in_every_state",
            "-class",
            "EventDriven.Sagas.Tests.The_steps_of_an_order",
            "-class",
            "EventDriven.Structure.Tests.*",
        ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void At_most_ten_files_are_edited_and_the_readme_names_each()
    {
        copy.EditedFiles.Count.ShouldBeLessThanOrEqualTo(10);
        copy.EditedFiles.ShouldBe(Edits.Select(edit => edit.Data.Item1), ignoreOrder: true);
        var section = HowToAddAStep().Match(copy.Read("README.md")).Value;
        copy.EditedFiles.Where(file => !section.Contains($"`{file}`", StringComparison.Ordinal))
            .ShouldBeEmpty("README.md names each file to edit in 'How to add a step'");
    }

    [Theory]
    [InlineData("Sagas")]
    [InlineData("Structure")]
    [InlineData("Contracts")]
    public async Task The_tests_pass(string project)
    {
        var (exitCode, output) = await copy.BuildAndRunAsync($"tests/{project}", ["-noLogo", "-noColor"], Cancel);

        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Orders_go_through_it_in_the_embedded_mode()
    {
        var (exitCode, output) = await copy.BuildAndRunAsync("Services/AllInOne", ["--demo"], Cancel);

        exitCode.ShouldBe(0, output);
        PassedTheCheck().Count(output).ShouldBeGreaterThanOrEqualTo(4, output);
        output.ShouldContain("8 of 8 orders ended as expected.");
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task A_forgotten_edit_is_named(string file, string project, string sentence)
    {
        using var forgotten = copy.Forget(file);

        var (exitCode, output) = await copy.BuildAndRunAsync(project, AboutTheSteps, Cancel);

        exitCode.ShouldNotBe(0);
        Whitespace().Replace(output, " ").ShouldContain(sentence);
    }

    [GeneratedRegex("(?<=\n)## How to add a step\n.*?(?=\n## )", RegexOptions.Singleline)]
    private static partial Regex HowToAddAStep();

    [GeneratedRegex("BookingShipment +Nothing looks like fraud\\.")]
    private static partial Regex PassedTheCheck();

    [GeneratedRegex("\\s+")]
    private static partial Regex Whitespace();
}

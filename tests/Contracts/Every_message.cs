using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MassTransit.Serialization;
using Shouldly;
using Xunit;

namespace EventDriven.Contracts.Tests;

public sealed partial class Every_message
{
    private static readonly XDocument Documentation = XDocument.Load(
        Path.ChangeExtension(typeof(Queues).Assembly.Location, ".xml")
    );

    [Fact]
    public void Is_found_by_these_tests() => Messages.All.Length.ShouldBeGreaterThan(30);

    [Fact]
    public void Is_a_message_or_a_part_of_one() =>
        Messages
            .Types()
            .Except([.. Messages.All, .. Messages.Parts])
            .ShouldBeEmpty(
                "a type of the contracts that is neither sent (with its names) nor part of what is sent has no reader"
            );

    [Theory]
    [MemberData(nameof(Messages.Each), MemberType = typeof(Messages))]
    public void Has_an_explicit_exchange_urn_and_fault_exchange(Type message)
    {
        var names = Messages.Names(message);

        names.ShouldNotContain(
            (string?)null,
            $"{message.Name} needs [EntityName], [MessageUrn] and [FaultEntityName]: its names must "
                + "not follow its namespace"
        );
        names[1]
            .ShouldBe(
                $"urn:message:{names[0]}",
                $"the URN of {message.Name} is its exchange's name, so that one is known by the other"
            );
        names[2].ShouldBe($"{names[0]}.fault", $"the faults of {message.Name} are found beside it");
        ReadableName()
            .IsMatch(names[0]!)
            .ShouldBeTrue($"'{names[0]}' is read by people in the management UI: owner.verb-noun in lower case");
        ReadableName()
            .IsMatch(names[2]!)
            .ShouldBeTrue($"'{names[2]}' is read by people in the management UI: owner.verb-noun.fault in lower case");
    }

    [Theory]
    [MemberData(nameof(Messages.Each), MemberType = typeof(Messages))]
    public void Is_in_the_folder_of_its_owner(Type message) =>
        message.Namespace.ShouldBe(
            $"EventDriven.Contracts.{char.ToUpperInvariant(Owner(message)[0])}{Owner(message)[1..]}",
            $"{message.Name} goes through an exchange of {Owner(message)}"
        );

    [Fact]
    public void Has_names_of_its_own() =>
        Messages
            .All.SelectMany(Messages.Names)
            .GroupBy(name => name)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ShouldBeEmpty("two messages under one name would be taken for each other");

    [Theory]
    [MemberData(nameof(Messages.EachAndPart), MemberType = typeof(Messages))]
    public void Is_a_sealed_record_without_a_base(Type type)
    {
        type.IsSealed.ShouldBeTrue($"{type.Name} must be sealed");
        type.BaseType.ShouldBe(typeof(object), $"{type.Name} must stand alone");
        type.GetMethod("<Clone>$").ShouldNotBeNull($"{type.Name} must be a record");
    }

    [Theory]
    [MemberData(nameof(Messages.EachAndPart), MemberType = typeof(Messages))]
    public void Has_members_that_are_required_or_nullable_and_set_once(Type type)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties())
        {
            property
                .SetMethod?.ReturnParameter.GetRequiredCustomModifiers()
                .ShouldContain(typeof(IsExternalInit), $"{type.Name}.{property.Name} must be init-only");
            (
                Sample.IsRequired(property) || nullability.Create(property).ReadState == NullabilityState.Nullable
            ).ShouldBeTrue(
                $"{type.Name}.{property.Name} must be required, or nullable and so optional: a default would be "
                    + "invented for who forgot it"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Messages.Each), MemberType = typeof(Messages))]
    public void Says_what_it_is_and_who_sends_and_handles_it(Type message)
    {
        var summary = Summary($"T:{message.FullName}");

        SummaryBeginning()
            .IsMatch(summary)
            .ShouldBeTrue(
                $"the summary of {message.Name} says first what it is (Command, Event, Request, Response or "
                    + $"Scheduled): {summary}"
            );
        Sender()
            .IsMatch(summary)
            .ShouldBeTrue(
                $"the summary of {message.Name} says who sends, publishes, schedules or answers with it: {summary}"
            );
    }

    [Theory]
    [MemberData(nameof(Messages.EachAndPart), MemberType = typeof(Messages))]
    public void Explains_each_member(Type type)
    {
        foreach (var property in type.GetProperties())
            Summary($"P:{type.FullName}.{property.Name}").ShouldNotBeEmpty($"{type.Name}.{property.Name} is explained");
    }

    [Theory]
    [MemberData(nameof(Messages.Each), MemberType = typeof(Messages))]
    public void Comes_back_equal_from_the_wire(Type message)
    {
        foreach (var withOptional in new[] { true, false })
        {
            var sent = Sample.Of(message, withOptional);

            var received = JsonSerializer.Deserialize(ToJson(sent), message, SystemTextJsonMessageSerializer.Options);

            received.ShouldBeEquivalentTo(
                sent,
                $"{message.Name}, {(withOptional ? "with" : "without")} its optional members"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Messages.Each), MemberType = typeof(Messages))]
    public void Is_not_read_from_a_body_that_lacks_what_is_required(Type message)
    {
        var required = message.GetProperties().Where(Sample.IsRequired).Select(property => property.Name).ToList();
        if (required.Count == 0)
            return;

        Should
            .Throw<JsonException>(() =>
                JsonSerializer.Deserialize("{}", message, SystemTextJsonMessageSerializer.Options)
            )
            .Message.ShouldContain(required[0], Case.Insensitive);
    }

    private static string ToJson(object message) =>
        JsonSerializer.Serialize(message, message.GetType(), SystemTextJsonMessageSerializer.Options);

    private static string Owner(Type message) => Messages.Names(message)[0]!.Split('.')[0];

    private static string Summary(string member) =>
        Regex
            .Replace(
                Documentation
                    .Descendants("member")
                    .SingleOrDefault(element => (string?)element.Attribute("name") == member)
                    ?.Element("summary")
                    ?.Value
                    ?? "",
                @"\s+",
                " "
            )
            .Trim();

    [GeneratedRegex("^[a-z]+\\.[a-z-]+(\\.fault)?$")]
    private static partial Regex ReadableName();

    [GeneratedRegex("^(Command|Compensating command|Event|Request|Response|Scheduled)\\b")]
    private static partial Regex SummaryBeginning();

    [GeneratedRegex("(Sent by|Published (once )?by|Published in|Scheduled by|Response to) ")]
    private static partial Regex Sender();
}

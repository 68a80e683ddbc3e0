using System.Reflection;
using EventDriven.Contracts.Orders;
using EventDriven.Operations.Orders;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>The actions on an order: which ones is up to the description of the workflow.</summary>
public sealed class What_the_console_offers
{
    private const string State = "CheckingFraud";

    [Fact]
    public void Is_what_the_description_has_for_the_state()
    {
        var workflow = Described([OrderAction.Cancel, OrderAction.AskAgain], afterCancel: [OrderAction.AskAgain]);

        Offered(workflow, State).ShouldBe([OrderAction.AskAgain, OrderAction.Cancel]);
        Offered(workflow, State, isCancelAsked: true).ShouldBe([OrderAction.AskAgain]);
        Offered(workflow, "Compensating").ShouldBeEmpty("the description has no actions for it");
    }

    [Fact]
    public void Has_a_title_and_an_effect_for_every_action_of_the_contract()
    {
        string[] all =
        [
            .. typeof(OrderAction)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => (string)field.GetRawConstantValue()!),
        ];

        var offered = OfferedAction.For(Described(all, afterCancel: []), State, isCancelAsked: false);

        offered.Select(action => action.Action).ShouldBe(all, ignoreOrder: true);
        offered.ShouldAllBe(action => action.Title != "" && action.Effect != "");
    }

    [Fact]
    public void Leaves_out_an_action_of_a_later_version_of_the_saga() =>
        Offered(Described(["Escalate", OrderAction.Cancel], afterCancel: ["Escalate"]), State)
            .ShouldBe([OrderAction.Cancel]);

    [Fact]
    public void Is_nothing_without_a_description_of_the_actions()
    {
        Offered(null, OrderStates.AwaitingReview).ShouldBeEmpty();
        Offered(Told.Workflow with { Actions = null }, OrderStates.AwaitingReview).ShouldBeEmpty();
    }

    private static IEnumerable<string> Offered(WorkflowDescribed? workflow, string state, bool isCancelAsked = false) =>
        OfferedAction.For(workflow, state, isCancelAsked).Select(action => action.Action);

    private static WorkflowDescribed Described(string[] offered, string[] afterCancel) =>
        Told.Workflow with
        {
            Actions =
            [
                new()
                {
                    State = State,
                    Offered = offered,
                    AfterCancel = afterCancel,
                },
            ],
        };
}

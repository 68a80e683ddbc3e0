using EventDriven.EntryApi.Endpoints.Views;

namespace EventDriven.AllInOne.Demo;

/// <summary>Displays the running demo.</summary>
internal interface IDemoView
{
    /// <summary>Runs <paramref name="follow"/>, which reports each change of an order.</summary>
    Task Show(IReadOnlyList<DemoOrder> orders, Func<Action<DemoOrder, IReadOnlyList<TimelineEntryView>>, Task> follow);
}

using EventDriven.EntryApi.Endpoints.Views;

namespace EventDriven.AllInOne.Demo;

/// <summary>How the demo is shown while it goes: drawn anew in a terminal, line by line elsewhere.</summary>
internal interface IDemoView
{
    /// <summary>Follows the orders with <paramref name="follow"/>, which reports each change of one.</summary>
    Task Show(IReadOnlyList<DemoOrder> orders, Func<Action<DemoOrder, IReadOnlyList<TimelineEntryView>>, Task> follow);
}

using System.Data.Common;
using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration.Sagas;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EventDriven.Persistence.Tests;

/// <summary>Optimistic loads on PostgreSQL, each by a context of its own.</summary>
public sealed class When_sagas_share_a_query(Servers servers)
{
    private readonly SagaRepositoryOptions<Order> _options = new() { ConcurrencyMode = ConcurrencyMode.Optimistic };

    [Fact]
    public async Task Each_context_tracks_its_own_as_if_it_had_read_it_itself()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        var ids = await StoreOrders<Plain>(store, 10);
        var gate = new Gate();

        var (orders, contexts) = await LoadTogether(store, [.. ids, ids[0]], gate, options => new Plain(options));

        gate.Queries.ShouldBe(2, "the first load is alone; one query serves the others");
        orders.Select(order => order!.CorrelationId).ShouldBe([.. ids, ids[0]]);
        contexts.ShouldAllBe(db => db.ChangeTracker.Entries<Order>().Single().State == EntityState.Unchanged);
        orders[0]!.Enter("changed");
        (await contexts[0].SaveChangesAsync(TestContext.Current.CancellationToken)).ShouldBe(2);
        orders[^1]!.Version++;
        await Should.ThrowAsync<DbUpdateConcurrencyException>(
            contexts[^1].SaveChangesAsync(TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task One_that_is_missing_is_null()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        var ids = await StoreOrders<Plain>(store, 1);

        var (orders, _) = await LoadTogether(
            store,
            [ids[0], Guid.NewGuid(), Guid.NewGuid()],
            new Gate(),
            options => new Plain(options)
        );

        orders.Select(order => order is null).ShouldBe([false, true, true]);
    }

    [Fact]
    public async Task What_a_context_keeps_beside_an_object_is_read_by_that_context()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        var ids = await StoreOrders<WithShadowProperty>(store, 3, db =>
            db.Entry(db.Orders.Local.Single()).Property("Note").CurrentValue = "kept"
        );
        var gate = new Gate();

        var (_, contexts) = await LoadTogether(store, ids, gate, options => new WithShadowProperty(options));

        gate.Queries.ShouldBe(3);
        contexts.ShouldAllBe(db =>
            (string?)db.ChangeTracker.Entries<Order>().Single().Property("Note").CurrentValue == "kept"
        );
    }

    [Fact]
    public async Task What_is_included_is_read_by_the_context_that_needs_it()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        var ids = await StoreOrders<WithEntries>(store, 3);
        var gate = new Gate();

        var (orders, contexts) = await LoadTogether(store, ids, gate, options => new WithEntries(options));

        gate.Queries.ShouldBe(3);
        orders.ShouldAllBe(order => order!.Entries.Count == 1);
        contexts.ShouldAllBe(db => db.ChangeTracker.Entries<OrderEntry>().Count() == 1);
    }

    [Fact]
    public async Task A_filter_is_that_of_each_context()
    {
        await using var store = await Store.Create(servers, Database.PostgreSql);
        var ids = await StoreOrders<WithFilter>(store, 3);
        var (gate, contexts) = (new Gate(), 0);

        var (orders, _) = await LoadTogether(store, ids, gate, options => new WithFilter(options)
        {
            Shown = ids[contexts++],
        });

        orders.Select(order => order?.CorrelationId).ShouldBe(ids.Select(id => (Guid?)id));
    }

    private static async Task<Guid[]> StoreOrders<TContext>(Store store, int count, Action<TContext>? also = null)
        where TContext : OrdersDbContext
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
        foreach (var id in ids)
        {
            await using var db = (TContext)Activator.CreateInstance(typeof(TContext), Options(store))!;
            await db.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
            var order = new Order { CorrelationId = id, CurrentState = "Open" };
            order.Enter("stored");
            db.Add(order);
            also?.Invoke(db);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        return ids;
    }

    // All queries wait until every load has started.
    private async Task<(Order?[] Orders, TContext[] Contexts)> LoadTogether<TContext>(
        Store store,
        Guid[] ids,
        Gate gate,
        Func<DbContextOptions, TContext> create
    )
        where TContext : OrdersDbContext
    {
        TContext[] contexts = [.. ids.Select(_ => create(Options(store, gate)))];
        var loads = ids.Zip(contexts)
            .Select(pair => _options.LoadForUpdate(pair.Second, pair.First, TestContext.Current.CancellationToken))
            .ToList();
        gate.Open();
        return (await Task.WhenAll(loads), contexts);
    }

    private static DbContextOptions<OrdersDbContext> Options(Store store, params IInterceptor[] interceptors)
    {
        var options = new DbContextOptionsBuilder<OrdersDbContext>();
        store.Use(options);
        return options.AddInterceptors(interceptors).Options;
    }

    private sealed class Gate : DbCommandInterceptor
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _queries;

        public int Queries => _queries;

        public void Open() => _open.TrySetResult();

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (command.CommandText.StartsWith("SELECT", StringComparison.Ordinal))
                Interlocked.Increment(ref _queries);
            await _open.Task;
            return result;
        }
    }

    private sealed class Plain(DbContextOptions options) : OrdersDbContext(options);

    private sealed class WithShadowProperty(DbContextOptions options) : OrdersDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Order>().Property<string?>("Note");
        }
    }

    private sealed class WithEntries(DbContextOptions options) : OrdersDbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Order>().Navigation(order => order.Entries).AutoInclude();
        }
    }

    private sealed class WithFilter(DbContextOptions options) : OrdersDbContext(options)
    {
        public Guid Shown { get; init; }

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Order>().HasQueryFilter(order => order.CorrelationId == Shown || Shown == Guid.Empty);
        }
    }
}

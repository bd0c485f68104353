import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {ListRenderer} from "@web/views/list/list_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const ICONS = {
    announcement: "fa-bullhorn",
    reply: "fa-reply",
    promise: "fa-handshake-o",
    call: "fa-phone",
    dispute: "fa-exclamation-triangle",
    confirm: "fa-check-square-o",
    post: "fa-envelope-o",
    failure: "fa-bug",
    other: "fa-tasks",
};

/**
 * Counters of the tasks of the day, above the board: a click shows one kind only.
 */
export class RelanceDayDashboard extends Component {
    static template = "relance_recouvrement.DayDashboard";
    // The stamp changes with what the board shows: the counters are read again.
    static props = {stamp: {type: String, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({counters: []});
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    async load() {
        const domain = this.env.searchModel.domain;
        this.state.counters = await this.orm.call("relance.day", "get_counters", [
            domain,
        ]);
    }

    icon(task) {
        return ICONS[task];
    }

    get filters() {
        return this.env.searchModel.getSearchItems(
            (item) => item.type === "filter" && item.name in ICONS
        );
    }

    isActive(task) {
        return this.filters.some((item) => item.name === task && item.isActive);
    }

    toggle(task) {
        const wasActive = this.isActive(task);
        for (const item of this.filters) {
            const wanted = item.name === task && !wasActive;
            if (Boolean(item.isActive) !== wanted) {
                this.env.searchModel.toggleSearchItem(item.id);
            }
        }
    }

    openAgenda() {
        this.action.doAction("relance_recouvrement.relance_day_action_agenda");
    }
}

function stampOf(list) {
    const counts = list.isGrouped ? list.groups.map((group) => group.count) : [];
    const shown = list.records.map((record) => record.resId);
    return [list.count, ...counts, ...shown].join();
}

export class RelanceDayKanbanRenderer extends KanbanRenderer {
    static template = "relance_recouvrement.DayKanbanRenderer";
    static components = {...KanbanRenderer.components, RelanceDayDashboard};

    get dayStamp() {
        return stampOf(this.props.list);
    }
}

export class RelanceDayListRenderer extends ListRenderer {
    static template = "relance_recouvrement.DayListRenderer";
    static components = {...ListRenderer.components, RelanceDayDashboard};

    get dayStamp() {
        return stampOf(this.props.list);
    }
}

registry.category("views").add("relance_day_kanban", {
    ...kanbanView,
    Renderer: RelanceDayKanbanRenderer,
});
registry.category("views").add("relance_day_list", {
    ...listView,
    Renderer: RelanceDayListRenderer,
});

import {Component, onWillUnmount, useEffect, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

const NOTIFICATION = "relance.contact";
// As in const.py, for a record read before any message of the bus.
const MINUTES = 30;
const {DateTime} = luxon;

/**
 * Who is in contact with the customer now, and since when: a badge that follows
 * the colleagues without reloading. Goes out by itself when nobody closed it.
 */
export class RelanceContactField extends Component {
    static template = "relance_recouvrement.ContactField";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({live: null, now: DateTime.now()});
        this.bus = useService("bus_service");
        this.listener = this.onContact.bind(this);
        this.bus.subscribe(NOTIFICATION, this.listener);
        onWillUnmount(() => this.bus.unsubscribe(NOTIFICATION, this.listener));
        useEffect(
            (until) => {
                const left = until ? until - Date.now() : 0;
                if (left <= 0) {
                    return undefined;
                }
                const timer = setTimeout(() => {
                    this.state.now = DateTime.now();
                }, left + 500);
                return () => clearTimeout(timer);
            },
            () => [this.contact && this.contact.until.toMillis()]
        );
    }

    /** The record is a case, or belongs to one. */
    get caseId() {
        const {resModel, resId, data} = this.props.record;
        return resModel === "relance.case" ? resId : data.case_id.id;
    }

    onContact(payload) {
        if (payload.case_id === this.caseId) {
            this.state.live = payload;
            this.state.now = DateTime.now();
        }
    }

    /** What was last said: by the bus, else by the record. */
    get contact() {
        const {live, now} = this.state;
        const contact = live ? this.fromBus(live) : this.fromRecord();
        return contact && contact.until > now ? contact : null;
    }

    fromBus(live) {
        if (!live.user_id) {
            return null;
        }
        const since = deserializeDateTime(live.since);
        return {
            userId: live.user_id,
            name: live.user_name,
            since,
            until: since.plus({minutes: live.minutes}),
        };
    }

    fromRecord() {
        const {[this.props.name]: value, contact_since: since} = this.props.record.data;
        if (!value || !since) {
            return null;
        }
        return {
            userId: value.id,
            name: value.display_name,
            since,
            until: since.plus({minutes: MINUTES}),
        };
    }

    get isMine() {
        return this.contact.userId === user.userId;
    }

    get text() {
        const {name, since} = this.contact;
        const time = since.toFormat("HH:mm");
        return this.isMine
            ? _t("You are in contact since %(time)s", {time})
            : _t("In contact: %(name)s since %(time)s", {name, time});
    }
}

export const relanceContactField = {
    component: RelanceContactField,
    displayName: _t("Person in contact"),
    supportedTypes: ["many2one"],
    fieldDependencies: [{name: "contact_since", type: "datetime", readonly: true}],
};

registry.category("fields").add("relance_contact", relanceContactField);
